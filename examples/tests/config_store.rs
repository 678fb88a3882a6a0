//! What `config_store` promises: readers see whole configurations only, though writers are killed;
//! an upgrade keeps the values.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use arrayvec::ArrayString;
use rustix::process::geteuid;
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead as _, BufReader, Lines};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ChildStdout, Command, Stdio};
use sync_runtime::{Shared, SharedLocked, SyncError};
use tempfile::TempDir;

/// As the first version of the program has it.
#[derive(SharedLocked)]
struct OldConfig {
    upstream: SocketAddr,
    workers: u16,
    greeting: ArrayString<80>,
}

fn command(task: &str, name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_config_store"));
    command.args([task, name]);
    command
}

fn run(mut command: Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

fn apply(name: &str, file: &Path) -> Command {
    let mut command = command("apply", name);
    command.arg(file);
    command
}

/// Writes a configuration in which every field says its number.
fn file(directory: &TempDir, number: u16) -> PathBuf {
    let path = directory.path().join(format!("{number}.json"));
    fs::write(&path, config(number).to_string()).unwrap();
    path
}

fn config(number: u16) -> Value {
    let greeting = "x".repeat(usize::from(number));
    json!({ "upstream": format!("[::1]:{number}"), "workers": number, "greeting": greeting, "retries": number })
}

/// A process that watches, killed when it is dropped.
struct Watcher(Child, Lines<BufReader<ChildStdout>>);

impl Watcher {
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self(child, lines)
    }

    fn next(&mut self) -> Option<Value> {
        self.1.next().map(|line| serde_json::from_str(&line.unwrap()).unwrap())
    }

    /// Reads on until a configuration is seen. Every one before it has to be whole.
    fn see(&mut self, number: u16) {
        loop {
            let seen = self.next().unwrap();
            let workers = u16::try_from(seen["workers"].as_u64().unwrap()).unwrap();
            assert_eq!(seen, config(workers));
            if workers == number {
                return;
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn readers_see_whole_configurations_though_writers_are_killed() {
    let name = &format!("config-{}", process::id());
    let directory = tempfile::tempdir().unwrap();
    run(apply(name, &file(&directory, 1)));
    let mut watchers = [Watcher::start(command("watch", name)), Watcher::start(command("watch", name))];
    for number in 2..40 {
        let file = file(&directory, number);
        let mut killed = apply(name, &file).spawn().unwrap();
        killed.kill().unwrap();
        killed.wait().unwrap();
        if number % 8 == 0 {
            run(apply(name, &file));
            for watcher in &mut watchers {
                watcher.see(number);
            }
            watchers[0] = Watcher::start(command("watch", name));
        }
    }
    run(command("remove", name));
    for watcher in &mut watchers {
        while watcher.next().is_some() {}
        assert!(watcher.0.wait().unwrap().success(), "it ends when the configuration is removed");
    }
}

#[test]
fn an_upgrade_keeps_the_values_and_former_writers_are_told() {
    let name = &format!("old-config-{}", process::id());
    let directory = tempfile::tempdir().unwrap();
    let (upstream, greeting) = ("[::1]:7".parse().unwrap(), "xxxxxxx".parse().unwrap());
    let old = Shared::options().mode(0o644).create(name, OldConfig { upstream, workers: 7, greeting }).unwrap();
    run(command("upgrade", name));
    assert!(matches!(old.with_lock(|old| old.workers = 8), Err(SyncError::Superseded)), "a write would be lost");

    let mut watcher = Watcher::start(command("watch", name));
    let mut upgraded = config(7);
    upgraded["retries"] = Value::Null;
    assert_eq!(watcher.next(), Some(upgraded));
    run(apply(name, &file(&directory, 9)));
    watcher.see(9);
    run(command("remove", name));
}

#[test]
fn another_user_reads() {
    const NOBODY: u32 = 65_534;
    let name = &format!("nobodys-config-{}", process::id());
    let directory = tempfile::tempdir().unwrap();
    // A copy, for the other user may not reach where this one builds.
    let program = PathBuf::from(format!("/dev/shm/{name}.program"));
    fs::copy(env!("CARGO_BIN_EXE_config_store"), &program).unwrap();
    run(apply(name, &file(&directory, 5)));
    let as_nobody = || {
        let mut command = Command::new(&program);
        command.uid(NOBODY);
        command
    };
    if geteuid().is_root() && as_nobody().arg("--version").output().is_ok() {
        let mut watch = as_nobody();
        watch.args(["watch", name]);
        Watcher::start(watch).see(5);
    } else {
        eprintln!("skipped: this user cannot start programs as another one");
    }
    run(command("remove", name));
    fs::remove_file(program).unwrap();
}
