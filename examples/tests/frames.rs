//! What `frames` promises: whole frames only, though the producer is killed in the midst of one
//! again and again.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::process::Command;

/// The numbers in a line.
fn numbers(line: &str) -> Vec<u64> {
    line.split(|end: char| !end.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn frames_are_whole_though_producers_are_killed() {
    let mut check = Command::new(env!("CARGO_BIN_EXE_frames"));
    let output = check.args(["check", "--seconds", "2", "--kill", "8"]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<_> = said.lines().collect();
    let [readers @ .., alone, _, read, _, _ratio] = &lines[..] else { unreachable!("{said}") };
    assert_eq!(readers.len(), 3, "{said}");
    for reader in readers {
        let [frames, _skipped, torn] = numbers(reader)[..] else { unreachable!("{said}") };
        assert!(frames > 0 && torn == 0, "{said}");
    }
    for (line, expected) in [(alone, 2), (read, 8)] {
        let [frames, killed, amid] = numbers(line)[..] else { unreachable!("{said}") };
        assert!(frames > 0 && killed == expected && amid <= killed, "{said}");
    }
}
