//! What `word_count` promises: right totals, though workers are killed; as many killed as asked
//! for; no totals if a file cannot be read.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]
#![allow(clippy::naive_bytecount, reason = "the simplest program is the easiest to trust")]

use rand::{Rng as _, RngCore as _, SeedableRng as _, rngs::StdRng};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use tempfile::TempDir;

/// Files, lines, words and bytes.
type Totals = [u64; 4];

/// Another program than the one under test: whole files, one after the other.
fn naive(path: &Path) -> Totals {
    let kind = fs::symlink_metadata(path).unwrap().file_type();
    if kind.is_dir() {
        let entries = fs::read_dir(path).unwrap().map(|entry| naive(&entry.unwrap().path()));
        return entries.fold([0; 4], |sum, totals| std::array::from_fn(|i| sum[i] + totals[i]));
    }
    if !kind.is_file() {
        return [0; 4];
    }
    let text = fs::read(path).unwrap();
    let lines = text.iter().filter(|&&byte| byte == b'\n').count();
    let words = text.split(|byte| b" \t\n\x0b\x0c\r".contains(byte)).filter(|word| !word.is_empty()).count();
    [1, lines as u64, words as u64, text.len() as u64]
}

fn word_count(arguments: &[&str], paths: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_word_count"));
    command.args(arguments).args(paths).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn totals(output: &Output) -> (Totals, Value) {
    assert!(output.status.success(), "{output:?}");
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    (["files", "lines", "words", "bytes"].map(|key| json[key].as_u64().unwrap()), json)
}

fn assert_fails(output: &Output, message: &str) {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "no totals at all: {output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains(message), "{output:?}");
}

fn random_text(rng: &mut StdRng, length: usize) -> Vec<u8> {
    const BYTES: &[u8; 32] = b"aaaaaaabcde      \n\n\t\r\x0b\x0c\0\x1c\x1d\x85\xa0\xff\xfe~-";
    let mut text = vec![0; length];
    rng.fill_bytes(&mut text);
    for byte in &mut text {
        *byte = BYTES[usize::from(*byte % 32)];
    }
    text
}

/// A tree with all that files can be: large, empty, hidden, deep, oddly named, linked.
fn tree() -> TempDir {
    let mut rng = StdRng::seed_from_u64(1);
    let tree = tempfile::tempdir().unwrap();
    let root = tree.path();
    for directory in ["", "a", "a/b", ".hidden"] {
        let directory = root.join(directory);
        fs::create_dir_all(&directory).unwrap();
        for number in 0..150 {
            let length = rng.random_range(0..4000);
            fs::write(directory.join(format!("{number}.txt")), random_text(&mut rng, length)).unwrap();
        }
    }
    fs::write(root.join("large"), random_text(&mut rng, 2_000_000)).unwrap();
    fs::write(root.join("one long word"), vec![b'x'; 1_000_000]).unwrap();
    fs::write(root.join("empty"), "").unwrap();
    fs::write(root.join(".dot"), "hidden words\n").unwrap();
    fs::write(root.join(OsStr::from_bytes(b"odd \xff\n name")), "odd\n").unwrap();
    symlink("large", root.join("link to a file")).unwrap();
    symlink("..", root.join("a/link to a directory")).unwrap();
    symlink("nowhere", root.join("link to nothing")).unwrap();
    tree
}

#[test]
fn totals_are_right_though_workers_are_killed() {
    let tree = tree();
    let expected = naive(tree.path());
    for (workers, kill) in [(1, 0), (1, 20), (2, 0), (2, 20), (4, 50), (4, 50), (7, 30), (64, 100)] {
        let arguments = ["--json", "--workers", &workers.to_string(), "--kill", &kill.to_string()];
        let (totals, json) = totals(&word_count(&arguments, &[tree.path()]).output().unwrap());
        assert_eq!(totals, expected, "{json}");
        assert_eq!((json["workers"].as_u64(), json["killed"].as_u64()), (Some(workers), Some(kill)), "{json}");
    }
}

#[test]
fn all_are_killed_however_little_there_is_to_do() {
    let tree = tempfile::tempdir().unwrap();
    for text in [None, Some(""), Some("a few\nwords")] {
        if let Some(text) = text {
            fs::write(tree.path().join("file"), text).unwrap();
        }
        let output = word_count(&["--json", "--workers", "3", "--kill", "20"], &[tree.path()]).output().unwrap();
        let (totals, json) = totals(&output);
        assert_eq!((totals, json["killed"].as_u64()), (naive(tree.path()), Some(20)), "{json}");
        assert!(json["recoveries"].as_u64().unwrap() >= 10, "{json}");
    }
}

/// `cargo run --bin word_count -- --kill 5` is the first command that README shows: the row "died
/// holding the lock" is its point.
#[test]
fn of_five_kills_some_hit_the_owner_of_the_lock_each_time() {
    let tree = tree();
    let expected = naive(tree.path());
    for run in 0..20 {
        let (totals, json) = totals(&word_count(&["--json", "--kill", "5"], &[tree.path()]).output().unwrap());
        assert_eq!((totals, json["killed"].as_u64()), (expected, Some(5)), "run {run}: {json}");
        assert!(json["recoveries"].as_u64().unwrap() >= 3, "run {run}: {json}");
    }
}

#[test]
fn several_paths_add_up_and_files_may_be_named() {
    let tree = tree();
    let paths = [&*tree.path().join("a"), &*tree.path().join("large"), &*tree.path().join("a")];
    let expected = paths.map(naive).iter().fold([0; 4], |sum, totals| std::array::from_fn(|i| sum[i] + totals[i]));
    let (totals, _) = totals(&word_count(&["--json"], &paths).output().unwrap());
    assert_eq!(totals, expected);
}

#[test]
fn without_paths_it_counts_the_sources_of_this_workspace() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = || {
        let members = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
        let members = members.filter(|path| path.join("Cargo.toml").is_file());
        members.map(|member| naive(&member)).fold([0; 4], |sum, t| std::array::from_fn(|i| sum[i] + t[i]))
    };
    // They may be edited meanwhile: then there is nothing to compare with.
    let mut before = sources();
    loop {
        let output = word_count(&["--json", "--kill", "5"], &[]).output().unwrap();
        let after = sources();
        if before == after {
            let (totals, json) = totals(&output);
            assert_eq!((totals, json["killed"].as_u64()), (after, Some(5)));
            assert!(totals[0] > 10 && totals[1] > 1000, "{json}");
            return;
        }
        before = after;
    }
}

#[test]
fn what_cannot_be_read_is_an_error_and_gives_no_totals() {
    let tree = tree();
    let missing = tree.path().join("missing");
    let link = tree.path().join("link to a file");
    // A regular file that can be found, but never read from its start, not even by root.
    let unreadable = Path::new("/proc/self/mem");
    for (bad, message) in [
        (&*missing, "missing: No such file"),
        (&*link, "is a link"),
        (Path::new("/dev/null"), "neither a file nor"),
        (unreadable, "cannot read /proc/self/mem: "),
    ] {
        for kill in ["0", "10"] {
            let output = word_count(&["--workers", "2", "--kill", kill], &[tree.path(), bad]).output().unwrap();
            assert_fails(&output, message);
        }
    }
}

/// A file of zeros that takes no room: one word.
fn sparse(tree: &TempDir, mebibytes: u64) -> PathBuf {
    let path = tree.path().join("sparse");
    fs::File::create(&path).unwrap().set_len(mebibytes << 20).unwrap();
    path
}

/// The workers that a running `word_count` has by now.
fn workers_of(parent: &Child) -> Vec<Pid> {
    let pid = parent.id();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    children.split_whitespace().filter_map(|child| Pid::from_raw(child.parse().ok()?)).collect()
}

#[test]
fn workers_that_die_of_something_else_are_replaced() {
    let tree = tempfile::tempdir().unwrap();
    let mebibytes = if cfg!(debug_assertions) { 64 } else { 1024 };
    let file = sparse(&tree, mebibytes);
    // A run may be over before the signal gets there: then the signal was sent to nobody, and
    // nothing was tried.
    loop {
        let mut running = word_count(&["--json", "--workers", "2"], &[&file]).spawn().unwrap();
        let workers = loop {
            let workers = workers_of(&running);
            if !workers.is_empty() || running.try_wait().unwrap().is_some() {
                break workers;
            }
        };
        for &worker in &workers {
            // It may be gone.
            let _ = kill_process(worker, Signal::TERM);
        }
        let output = running.wait_with_output().unwrap();
        assert_eq!(totals(&output).0, [1, 0, 1, mebibytes << 20]);
        if String::from_utf8_lossy(&output.stderr).contains("died (signal: 15 (SIGTERM)); starting another") {
            return;
        }
    }
}

#[test]
fn workers_end_when_their_parent_is_killed() {
    let tree = tempfile::tempdir().unwrap();
    // Much more work than the time that is waited for below.
    let file = sparse(&tree, 200_000);
    let mut parent = word_count(&["--workers", "2"], &[&file]).spawn().unwrap();
    let workers = loop {
        let workers = workers_of(&parent);
        assert!(parent.try_wait().unwrap().is_none(), "it ended before there were workers");
        if workers.len() == 2 {
            break workers;
        }
    };
    let workers: Vec<_> = workers.iter().map(|&pid| pidfd_open(pid, PidfdFlags::empty()).unwrap()).collect();
    parent.kill().unwrap();
    parent.wait().unwrap();
    for worker in workers {
        let mut end = [PollFd::new(&worker, PollFlags::IN)];
        assert_eq!(poll(&mut end, Some(&Timespec { tv_sec: 20, tv_nsec: 0 })), Ok(1), "a worker goes on");
    }
}
