//! What `job_queue` promises: every job is done once, though workers are killed, and the job of a dead worker is claimed again.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::HashMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::slice;
use tempfile::TempDir;

fn command(task: &str, name: &str, files: &[PathBuf]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_job_queue"));
    command.args([task, name]).args(files);
    command
}

fn run(task: &str, name: &str, files: &[PathBuf]) {
    assert!(command(task, name, files).status().unwrap().success(), "{task}");
}

fn worker(name: &str) -> Child {
    command("work", name, &[]).spawn().unwrap()
}

fn kill(mut worker: Child) {
    worker.kill().unwrap();
    worker.wait().unwrap();
}

/// What each job's line says after its path.
fn list(name: &str) -> HashMap<PathBuf, String> {
    let output = command("list", name, &[]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split_once(": ").unwrap()).map(|(path, state)| (path.into(), state.into())).collect()
}

/// Files of 0, 1, 2 and more words.
fn files(directory: &TempDir, count: usize) -> Vec<PathBuf> {
    let file = |words: usize| {
        let path = directory.path().join(words.to_string());
        fs::write(&path, "word ".repeat(words)).unwrap();
        path
    };
    (0..count).map(file).collect()
}

/// A pipe with a name: a worker that counts it waits until it is written.
fn pipe(directory: &TempDir) -> PathBuf {
    let path = directory.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    path
}

/// Waits until a worker reads the pipe. Then it has claimed the job.
fn open(pipe: &Path) -> fs::File {
    OpenOptions::new().write(true).open(pipe).unwrap()
}

#[test]
fn the_job_of_a_dead_worker_is_claimed_again() {
    let name = &format!("jobs-{}", process::id());
    let directory = tempfile::tempdir().unwrap();
    let pipe = pipe(&directory);
    run("add", name, slice::from_ref(&pipe));
    for claims in 1..=3 {
        let dies = worker(name);
        let end = open(&pipe);
        let state = &list(name)[&pipe];
        assert!(state.starts_with("Claimed(") && state.ends_with(&format!("after {claims} claims")), "{state}");
        kill(dies);
        drop(end);
    }
    let mut lives = worker(name);
    open(&pipe).write_all(b"four words at last").unwrap();
    assert!(lives.wait().unwrap().success());
    assert_eq!(list(name)[&pipe], "Done { words: 4 } after 4 claims");
    run("remove", name, &[]);
}

#[test]
fn a_worker_that_waits_takes_over_when_another_dies() {
    let name = &format!("waiting-jobs-{}", process::id());
    let directory = tempfile::tempdir().unwrap();
    let pipe = pipe(&directory);
    run("add", name, slice::from_ref(&pipe));
    let dies = worker(name);
    let end = open(&pipe);
    let mut lives = worker(name);
    kill(dies);
    // The first end stays open until there is another: without any the worker would find the pipe empty, and be done.
    let mut other = open(&pipe);
    drop(end);
    other.write_all(b"two words").unwrap();
    drop(other);
    assert!(lives.wait().unwrap().success());
    assert_eq!(list(name)[&pipe], "Done { words: 2 } after 2 claims");
    run("remove", name, &[]);
}

#[test]
fn every_job_is_done_though_workers_are_killed_at_random() {
    let name = &format!("many-jobs-{}", process::id());
    let directory = tempfile::tempdir().unwrap();
    let files = files(&directory, 99);
    run("add", name, &files);
    let missing = directory.path().join("missing");
    run("add", name, slice::from_ref(&missing));
    assert!(
        !command("add", name, slice::from_ref(&missing)).stderr(Stdio::null()).status().unwrap().success(),
        "it is full"
    );
    for _ in 0..10 {
        let workers = [worker(name), worker(name)];
        for worker in workers {
            kill(worker);
        }
    }
    for mut last in [worker(name), worker(name)] {
        assert!(last.wait().unwrap().success());
    }
    let list = list(name);
    for (words, file) in files.iter().enumerate() {
        assert!(list[file].starts_with(&format!("Done {{ words: {words} }} ")), "{}", list[file]);
    }
    assert!(list[&missing].starts_with("Failed "), "{}", list[&missing]);
    run("remove", name, &[]);
}
