//! What `job_queue` promises: every job is finished once, though workers are killed, and a job of a
//! dead worker is done again.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output, Stdio};
use tempfile::TempDir;

fn job_queue(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_job_queue"));
    command.args(arguments);
    command
}

/// Runs it to its end on these files, and returns what it printed.
fn run(directory: &Path, name: &str, options: &[&str]) -> String {
    let mut command = job_queue(&["run", directory.to_str().unwrap(), "--name", name]);
    let Output { status, stdout, stderr } = command.args(options).output().unwrap();
    let said = String::from_utf8(stdout).unwrap();
    assert!(status.success(), "{said}{}", String::from_utf8_lossy(&stderr));
    said
}

/// Files with lines, some long and some empty; and how many lines there are in all.
fn files() -> (TempDir, usize) {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("below")).unwrap();
    let mut lines = 0;
    for number in 0..40 {
        let text = (0..number * 9).map(|line| "x".repeat(line % 70) + "\n").collect::<Vec<_>>();
        lines += text.len();
        let place = if number % 2 == 0 { "" } else { "below" };
        fs::write(directory.path().join(place).join(number.to_string()), text.concat()).unwrap();
    }
    (directory, lines)
}

/// The numbers in a text.
fn numbers(text: &str) -> Vec<usize> {
    text.split(|end: char| !end.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn every_job_is_finished_once_though_workers_are_killed() {
    let (directory, lines) = files();
    let said = run(directory.path(), &format!("killed-{}", process::id()), &["--jobs", "2000", "--kill", "40"]);
    let [all, killed, wrong] = said.lines().collect::<Vec<_>>()[..] else { unreachable!("three lines: {said}") };
    let [jobs, counted, unreadable] = numbers(all)[..] else { unreachable!("{said}") };
    assert!(jobs >= 2000, "{said}");
    assert_eq!((counted, unreadable), (lines, 0), "{said}");
    let [kills, with_a_job, again] = numbers(killed)[..] else { unreachable!("{said}") };
    assert_eq!(kills, 40, "{said}");
    // Each that was tried again had an owner that died.
    assert!(0 < again && again <= with_a_job && with_a_job <= kills, "{said}");
    assert_eq!(numbers(wrong), [0], "{said}");
}

#[test]
fn a_viewer_sees_the_end_without_a_lock() {
    let (directory, _) = files();
    let name = &format!("viewed-{}", process::id());
    let mut runs = job_queue(&["run", directory.path().to_str().unwrap(), "--name", name]);
    let mut runs = runs.args(["--jobs", "500", "--kill", "100"]).stdout(Stdio::null()).spawn().unwrap();
    let table = PathBuf::from("/dev/shm").join(name);
    while !table.exists() {
        assert!(runs.try_wait().unwrap().is_none(), "it ended before it began");
    }
    let seen = job_queue(&["view", name]).output().unwrap();
    assert!(runs.wait().unwrap().success());
    assert!(!table.exists(), "it is removed at the end");
    let said = String::from_utf8(seen.stdout).unwrap();
    let [done, jobs, again] = numbers(&said)[..] else { unreachable!("{said}") };
    assert!(seen.status.success() && done == jobs && jobs >= 500 && again <= 100, "{said}");
}

#[test]
fn without_a_file_there_is_no_table() {
    let directory = tempfile::tempdir().unwrap();
    let refused = job_queue(&["run", directory.path().to_str().unwrap()]).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8(refused.stderr).unwrap().contains("at least one record"));
}
