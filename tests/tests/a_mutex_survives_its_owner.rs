//! The owner is killed; the next one acquires the mutex and is told.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::time::Duration;
use sync_runtime::{Acquired, MutexOptions, SyncError, Timeout};
use tests::actor::until_it_waits;
use tests::mutexes::{FileMutex, every_kind};
use tests::{Actor, program};

const STRATEGIES: [Timeout; 3] = [Timeout::Try, Timeout::After(Duration::from_secs(30)), Timeout::Never];

fn robust_ones() -> impl Iterator<Item = MutexOptions> {
    every_kind().into_iter().filter(|kind| kind.shared && kind.robust)
}

fn holder_of(mutex: &FileMutex) -> Actor {
    let mut holder = Actor::spawn(program!("actor", "hold-mutex", mutex.path()));
    holder.expect("Clean");
    holder
}

#[test]
fn the_next_owner_is_told_once() {
    for kind in robust_ones() {
        for timeout in STRATEGIES {
            let mutex = FileMutex::new(kind);
            holder_of(&mutex).kill();
            assert_eq!(mutex.acquire(timeout).unwrap(), Acquired::OwnerDied, "{kind:?}, {timeout:?}");
            mutex.release().unwrap();
            assert_eq!(mutex.acquire(timeout).unwrap(), Acquired::Clean, "{kind:?}, {timeout:?}");
            mutex.release().unwrap();
        }
    }
}

#[test]
fn whoever_waits_while_the_owner_dies_is_told() {
    for kind in robust_ones() {
        let mutex = FileMutex::new(kind);
        let mut holder = holder_of(&mutex);
        let mut waiter = Actor::spawn(program!("actor", "await-mutex", mutex.path(), "60"));
        waiter.expect("ready");
        until_it_waits(waiter.pid());
        holder.kill();
        assert_eq!(waiter.succeed(), "OwnerDied\n", "{kind:?}");
        assert_eq!(mutex.acquire(Timeout::Try).unwrap(), Acquired::Clean, "{kind:?}");
        mutex.release().unwrap();
    }
}

#[test]
fn owners_die_one_after_the_other() {
    let mutex = FileMutex::new(MutexOptions::default());
    holder_of(&mutex).kill();
    for _ in 0..3 {
        let mut holder = Actor::spawn(program!("actor", "hold-mutex", mutex.path()));
        holder.expect("OwnerDied");
        holder.kill();
    }
    let guard = mutex.lock().unwrap();
    assert!(guard.recovered());
    drop(guard);
    assert!(!mutex.lock().unwrap().recovered());
}

#[test]
fn an_owner_that_ends_in_peace_leaves_no_trace() {
    let mutex = FileMutex::new(MutexOptions::default());
    let mut holder = holder_of(&mutex);
    let error = mutex.acquire(Timeout::Try).unwrap_err();
    let SyncError::WouldBlock { holder: named } = error else { panic!("{error:?}") };
    assert_eq!((named.tid(), named.pid()), (Some(holder.pid()), Some(holder.pid())));
    holder.tell("release");
    holder.succeed();
    assert_eq!(mutex.acquire(Timeout::Try).unwrap(), Acquired::Clean);
    mutex.release().unwrap();
}

#[test]
fn without_robustness_it_stays_held_and_the_error_names_the_dead() {
    for kind in every_kind().into_iter().filter(|kind| kind.shared && !kind.robust && !kind.priority_inherit) {
        let mutex = FileMutex::new(kind);
        let mut holder = holder_of(&mutex);
        let pid = holder.pid();
        holder.kill();
        let error = mutex.acquire(Timeout::After(Duration::from_millis(10))).unwrap_err();
        let text = error.to_string();
        let SyncError::Timeout { holder, .. } = error else { panic!("{kind:?}: {error:?}") };
        assert_eq!(holder.pid(), None, "{kind:?}");
        // With musl the kernel removes the dead owner's id from those, too.
        if cfg!(target_env = "gnu") {
            assert_eq!(holder.tid(), Some(pid), "{kind:?}");
            assert!(text.contains(&format!("thread {pid}, which is gone")), "{text}");
        }
    }
}
