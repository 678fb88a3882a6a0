//! Watching: the last commit is seen for certain, and never an older value after a newer one.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Shared, Snapshot, Timeout};
use tests::program;

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

#[test]
fn the_last_of_a_million_commits_is_seen() {
    let output = program!("condition", "commits").output().unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_is_newer_already_is_not_waited_for() {
    let shared = Shared::anonymous(5_u32).unwrap();
    assert_eq!(shared.version(), 0);
    assert_eq!(shared.snapshot().unwrap(), Snapshot { value: 5, version: 0 });
    shared.store(6).unwrap();
    shared.store(7).unwrap();
    assert_eq!(shared.load_newer(0, Timeout::Try).unwrap(), Some(Snapshot { value: 7, version: 2 }));
    assert_eq!(shared.load_newer(1, LONG).unwrap(), Some(Snapshot { value: 7, version: 2 }));
}

#[test]
fn what_does_not_come_times_out() {
    const LIMIT: Duration = Duration::from_millis(150);
    let shared = Shared::anonymous(5_u32).unwrap();
    let start = Instant::now();
    assert_eq!(shared.load_newer(0, LIMIT).unwrap(), None);
    assert!(start.elapsed() >= LIMIT);
    assert_eq!(shared.load_newer(0, Timeout::Try).unwrap(), None);
}

#[test]
fn watching_takes_no_lock() {
    let shared = Shared::anonymous(0_u32).unwrap();
    let guard = shared.get_lock().unwrap();
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(shared.load_newer(0, Duration::from_millis(1)).unwrap(), None));
    });
    drop(guard);
    assert_eq!(shared.version(), 0, "a guard that changed nothing commits nothing");
}

#[test]
fn every_way_to_commit_wakes_who_watches() {
    let shared = Shared::anonymous(0_u64).unwrap();
    let commits: [&(dyn Fn() + Sync); 4] = [
        &|| shared.with_lock(|number| *number += 1).unwrap(),
        &|| *shared.get_lock().unwrap() += 1,
        &|| shared.store(shared.load().unwrap() + 1).unwrap(),
        &|| {
            let mut guard = shared.get_lock().unwrap();
            *guard += 1;
            assert!(!guard.wait(Duration::ZERO).unwrap());
        },
    ];
    for (seen, commit) in (0..).zip(commits) {
        thread::scope(|scope| {
            let watcher = scope.spawn(|| shared.load_newer(seen, LONG).unwrap().unwrap());
            commit();
            let newer = watcher.join().unwrap();
            assert_eq!((newer.value, newer.version), (seen + 1, seen + 1));
        });
    }
}
