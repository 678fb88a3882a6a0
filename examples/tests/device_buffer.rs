//! What `device_buffer` promises: whole states only and no request lost, however often the driver
//! is killed.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::Command;

/// The rows that the viewer printed, the summary's numbers, and everything.
fn run(arguments: &[&str]) -> (Vec<Vec<f64>>, Vec<u64>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_device_buffer")).args(arguments).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let rows = text.lines().filter(|line| line.contains(" true  ") || line.contains(" false  "));
    // All but whether it is valid.
    let rows = rows.map(|row| row.split_whitespace().filter_map(|cell| cell.parse().ok()).collect()).collect();
    let summary = text.lines().find(|line| line.contains(" drivers, ")).unwrap();
    let numbers = summary.split([' ', ',', ';']).filter_map(|word| word.parse().ok()).collect();
    (rows, numbers, text)
}

#[test]
fn two_seconds_with_ten_drivers_killed() {
    let (rows, numbers, text) = run(&["--seconds", "2", "--kill", "10"]);
    let &[drivers, killed, _inside, readings, goals] = numbers.as_slice() else { panic!("{text}") };
    assert_eq!(killed, 10);
    // One that is killed before it begins does not count itself.
    assert!((1..=11).contains(&drivers), "{text}");
    assert!(readings > 20 && goals > 0, "too little happened: {text}");
    assert!(text.contains("all of them whole"), "{text}");
    assert!(rows.len() > 10, "{text}");
    let mut last = -1.0;
    for row in rows {
        let &[version, position, encoder, velocity, temperature, goal, max_speed] = row.as_slice() else {
            panic!("{row:?}")
        };
        assert!(version > last, "version {version} after {last}");
        last = version;
        // Printed with three decimals, as many as the encoder counts.
        assert!((position * 1000.0 - encoder).abs() < 1e-6, "{row:?}");
        assert!(goal.abs() <= 3.0 && velocity.abs() <= max_speed.max(1.0) && temperature >= 0.0, "{row:?}");
    }
}

#[test]
fn without_kills_the_first_driver_drives() {
    let (_, numbers, text) = run(&["--seconds", "0.3"]);
    assert_eq!(numbers[..3], [1, 0, 0], "{text}");
}

#[test]
fn killed_all_the_time() {
    let (_, numbers, text) = run(&["--seconds", "0.5", "--kill", "100"]);
    assert_eq!(numbers[1], 100, "{text}");
}
