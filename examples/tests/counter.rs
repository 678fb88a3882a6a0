//! What `counter` promises: exact sums.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::Command;

#[test]
fn sums_are_exact() {
    let output = Command::new(env!("CARGO_BIN_EXE_counter"))
        .args(["--processes", "5", "--increments", "20000"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    let numbers = |word| {
        let line = text.lines().find(|line| line.trim_start().starts_with(word)).unwrap();
        line.split([' ', ',']).filter_map(|part| part.parse().ok()).collect::<Vec<u64>>()
    };
    assert!(text.contains("the sum is 3\n"), "{text}");
    assert_eq!(numbers("sum"), [300_000; 2], "1 + 2 + 3 + 4 + 5, 20000 times");
    assert_eq!(numbers("additions"), [100_000; 2]);
}
