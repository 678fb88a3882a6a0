//! While no process is killed, each that waits is woken: no sleep ends only because nobody sleeps
//! longer than a tenth of a second.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::__private::overslept;
use sync_runtime::{Shared, SharedLocked};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

/// How long each test tries to make a thread oversleep.
const TRIED: Duration = Duration::from_secs(1);

/// Tests in one process share the count.
static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());

#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Count {
    number: u64,
}

/// One commits, one competes for the lock, some watch.
fn watched(watchers: usize) {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let before = overslept();
    let shared = Shared::anonymous(Count { number: 0 }).unwrap();
    let done = AtomicBool::new(false);
    let returns: Vec<u64> = thread::scope(|scope| {
        let watching: Vec<_> = (0..watchers)
            .map(|_| {
                scope.spawn(|| {
                    let (mut version, mut returns) = (0, 0);
                    while !done.load(Relaxed) {
                        version = shared.load_newer(version, LONG).unwrap().expect("a commit").version;
                        returns += 1;
                    }
                    returns
                })
            })
            .collect();
        let committers = [(); 2].map(|()| {
            scope.spawn(|| {
                let start = Instant::now();
                while start.elapsed() < TRIED {
                    shared.with_lock(|count| count.number += 1).unwrap();
                }
            })
        });
        for committer in committers {
            committer.join().unwrap();
        }
        done.store(true, Relaxed);
        // Those that watched on may miss nothing but the end.
        let finished = || watching.iter().all(thread::ScopedJoinHandle::is_finished);
        while !finished() {
            shared.with_lock(|count| count.number += 1).unwrap();
            thread::yield_now();
        }
        watching.into_iter().map(|watcher| watcher.join().unwrap()).collect()
    });
    println!("{} commits, returns {returns:?}, overslept {}", shared.version(), overslept() - before);
    assert_eq!(overslept(), before);
}

#[test]
fn one_who_watches_is_woken_by_every_commit() {
    watched(1);
}

#[test]
fn three_who_watch_are_woken_by_every_commit() {
    watched(3);
}

/// Two hand a turn to and fro, while others notify for no reason and wait in vain.
#[test]
fn who_waits_for_a_condition_is_woken_by_every_notification() {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let before = overslept();
    let shared = Shared::anonymous(Count { number: 0 }).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Relaxed) {
                shared.notify_all();
                thread::yield_now();
            }
        });
        scope.spawn(|| {
            while !done.load(Relaxed) {
                drop(shared.wait_until(Duration::from_micros(50), |_| false));
            }
        });
        let players = [0, 1].map(|player| {
            let (shared, done) = (&shared, &done);
            scope.spawn(move || {
                let start = Instant::now();
                while start.elapsed() < TRIED && !done.load(Relaxed) {
                    let ready = |count: &Count| count.number % 2 == player || done.load(Relaxed);
                    shared.wait_until(LONG, ready).unwrap().number += 1;
                    shared.notify_all();
                }
                done.store(true, Relaxed);
                shared.notify_all();
            })
        });
        for player in players {
            player.join().unwrap();
        }
    });
    println!("{} turns, overslept {}", shared.version(), overslept() - before);
    assert_eq!(overslept(), before);
}
