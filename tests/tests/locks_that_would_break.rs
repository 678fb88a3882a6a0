//! What would leave locks stuck, abort processes, or let two in at once: each is refused, with an
//! error of its own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::thread;
use sync_runtime::{Acquired, Mutex, MutexOptions, OwnedMutex, Shared, SyncError, Timeout};
use tests::mutexes::ManyMutexes;
use tests::{Actor, Name, program};

/// More than the kernel releases when a thread dies.
const MANY: usize = 2100;

#[test]
fn whoever_is_killed_leaves_no_lock_stuck_however_many_it_held() {
    let mutexes = ManyMutexes::new(MANY);
    let mut holder = Actor::spawn(program!("actor", "hold-many", mutexes.path(), MANY.to_string()));
    let told = holder.hear();
    holder.kill();
    let (mut died, mut clean, mut stuck) = (0, 0, 0);
    for mutex in mutexes.iter() {
        match mutex.acquire(Timeout::Try) {
            Ok(Acquired::OwnerDied) => died += 1,
            Ok(Acquired::Clean) => clean += 1,
            Err(SyncError::WouldBlock { .. }) => {
                stuck += 1;
                continue;
            }
            Err(error) => panic!("{error:?}"),
        }
        mutex.release().unwrap();
    }
    println!("held {told}; then {died} of a dead owner, {clean} clean, {stuck} stuck");
    assert!(told.starts_with("1536: TooManyHeld: this thread holds 1536 locks") && stuck == 0, "{told}");
    assert_eq!(died, 1536);
}

#[test]
fn the_limit_is_each_threads_own_and_counts_what_is_held() {
    let mutexes = ManyMutexes::new(MANY);
    // Acquired and released, they are no more than one at a time.
    for _ in 0..3 {
        for mutex in mutexes.iter() {
            drop(mutex.lock().unwrap());
        }
    }
    let (first, second): (Vec<&Mutex>, Vec<&Mutex>) =
        (mutexes.iter().take(1000).collect(), mutexes.iter().skip(1000).collect());
    thread::scope(|scope| {
        for part in [&first, &second] {
            scope.spawn(move || {
                let guards: Vec<_> = part.iter().map(|mutex| mutex.lock().unwrap()).collect();
                assert_eq!(guards.len(), part.len());
            });
        }
    });
    // A guard that is leaked counts, and one mutex counts once however often it is acquired.
    thread::spawn(move || {
        let mutexes = ManyMutexes::new(MANY);
        let one = mutexes.iter().last().unwrap();
        for _ in 0..5000 {
            one.acquire(Timeout::Try).unwrap();
        }
        let held = mutexes.iter().map_while(|mutex| mutex.lock().ok()).map(std::mem::forget).count();
        assert_eq!(held, 1535);
        // They stay where they are until this thread has ended.
        mutexes.leak();
    })
    .join()
    .unwrap();
}

#[test]
fn a_forked_child_that_locks_does_no_harm_to_what_its_parent_holds() {
    let mutexes = ManyMutexes::new(8);
    let told = Actor::spawn(program!("actor", "hold-across-forks", mutexes.path(), "8")).succeed();
    assert_eq!(told, "OwnerDied\n".repeat(4));
    for mutex in mutexes.iter() {
        assert_eq!(mutex.acquire(Timeout::Try).unwrap(), Acquired::Clean);
        mutex.release().unwrap();
    }
}

#[test]
fn priority_inheriting_values_locked_crosswise_time_out() {
    let (status, told) = Actor::spawn(program!("actor", "cross")).finish();
    println!("{status}, {told}");
    assert!(status.success(), "{status}");
    assert_eq!(told, "[Err(Some(110)), Err(Some(110))]\n");
}

#[test]
fn a_recursive_mutex_that_inherits_priorities_is_refused() {
    let options = MutexOptions { priority_inherit: true, ..MutexOptions::default() };
    let error = OwnedMutex::new(options).unwrap_err();
    assert!(matches!(error, SyncError::InvalidOptions { .. }), "{error:?}");
    assert_eq!(error.errno(), Some(libc::EINVAL));
    assert!(error.to_string().contains("`recursive: false`"), "{error}");
}

#[test]
fn a_forked_child_in_another_pid_namespace_locks_only_what_is_of_its_own() {
    let (name, other) = (Name::new("namespace"), Name::new("namespace"));
    let shared = Shared::create(name.as_str(), 0_u64).unwrap();
    let told =
        Actor::spawn(program!("actor", "inherit-into-new-pid-namespace", name.as_str(), other.as_str())).succeed();
    if told.starts_with("not permitted") {
        println!("SKIPPED: making a PID namespace is {told}");
        return;
    }
    let expected =
        "inherited: PidNamespace\nagain: PidNamespace\nread: Ok\nown: 1000\nopened: PidNamespace\nat the end: 2\n";
    assert_eq!(told, expected);
    assert_eq!(shared.load().unwrap(), 2);
}

#[test]
fn a_bare_clone_trusts_nothing_that_its_parent_looked_up() {
    let name = Name::new("namespace");
    let _shared = Shared::create(name.as_str(), 0_u64).unwrap();
    let told =
        Actor::spawn(program!("actor", "inherit-into-new-pid-namespace", name.as_str(), "none", "--bare")).succeed();
    if told.starts_with("not permitted") {
        println!("SKIPPED: making a PID namespace is {told}");
        return;
    }
    assert_eq!(told, "opened: PidNamespace\nat the end: 2\n");
}
