//! Waiting commits first, ends in time, and leaves a guard that is either good or good for nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Lockable, Locked, Shared, SharedLocked, SyncError, Timeout};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

#[test]
fn a_wait_commits_before_it_sleeps() {
    let shared = Shared::anonymous(0_u32).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            // The value is there though the guard lives.
            let seen = shared.load_newer(0, LONG).unwrap().unwrap();
            assert_eq!(seen.value, 1);
            shared.with_lock(|number| *number = 2).unwrap();
            shared.notify_one();
        });
        let mut guard = shared.get_lock().unwrap();
        *guard = 1;
        while *guard == 1 {
            assert!(guard.wait(LONG).unwrap());
        }
        assert_eq!(*guard, 2, "a fresh copy");
    });
    assert_eq!(shared.version(), 2, "a guard that was not changed again commits nothing");
}

#[test]
fn a_commit_is_noticed_though_nobody_lived_to_notify() {
    let shared = Shared::anonymous(0_u32).unwrap();
    thread::scope(|scope| {
        let mut guard = shared.get_lock().unwrap();
        scope.spawn(|| shared.with_lock(|number| *number = 1).unwrap());
        while *guard == 0 {
            assert!(guard.wait(LONG).unwrap());
        }
    });
}

#[test]
fn what_does_not_come_times_out() {
    const LIMIT: Duration = Duration::from_millis(150);
    let shared = Shared::anonymous(0_u32).unwrap();
    let start = Instant::now();
    let mut guard = shared.get_lock().unwrap();
    assert!(!guard.wait(LIMIT).unwrap());
    assert!(start.elapsed() >= LIMIT);
    assert!(!guard.wait(Timeout::Try).unwrap(), "no time at all");
    assert!(!guard.wait_while(LIMIT, |number| *number == 0).unwrap());
    assert!(guard.wait_while(Timeout::Try, |number| *number != 0).unwrap(), "it does not hold");
    assert!(start.elapsed() >= 2 * LIMIT);
    drop(guard);
    match shared.wait_until(LIMIT, |number| *number != 0) {
        Err(error @ SyncError::ConditionTimeout { waited, .. }) => {
            assert!(waited >= LIMIT);
            assert_eq!(error.errno(), Some(libc::ETIMEDOUT));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(*shared.try_get_lock().unwrap(), 0, "nobody holds the lock");
}

#[test]
fn the_deadline_holds_however_often_others_notify() {
    const LIMIT: Duration = Duration::from_millis(2);
    let shared = Shared::<u32>::options().timeout(Timeout::Never).anonymous(0).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Relaxed) {
                    shared.notify_all();
                }
            });
        }
        let mut worst = 0;
        for _ in 0..500 {
            let (mut first, mut looks) = (None, 0);
            let mut guard = shared.get_lock().unwrap();
            let came = guard.wait_while(LIMIT, |_| {
                // The time runs when it looks for the first time.
                looks += usize::from(first.get_or_insert_with(Instant::now).elapsed() > LIMIT);
                true
            });
            assert!(!came.unwrap());
            worst = worst.max(looks);
        }
        done.store(true, Relaxed);
        // One that began in time and ended late, and a last one.
        assert!(worst <= 2, "it looked {worst} times after the deadline");
    });
}

#[test]
fn notify_wakes_as_many_as_are_ready() {
    const WAITERS: u32 = 4;
    let shared = Shared::anonymous((0_u32, 0_u32)).unwrap();
    thread::scope(|scope| {
        for _ in 0..WAITERS {
            scope.spawn(|| {
                let mut guard = shared.wait_until(LONG, |(tickets, _)| *tickets > 0).unwrap();
                guard.0 -= 1;
                guard.1 += 1;
                drop(guard);
                shared.notify_all();
            });
        }
        shared.with_lock(|(tickets, _)| *tickets += 2).unwrap();
        shared.notify(2);
        assert_eq!(*shared.wait_until(LONG, |(_, through)| *through == 2).unwrap(), (0, 2));
        shared.with_lock(|(tickets, _)| *tickets += 2).unwrap();
        shared.notify_all();
    });
    assert_eq!(shared.load().unwrap(), (0, WAITERS));
}

#[derive(SharedLocked, Debug)]
#[shared(timeout_ms = 20)]
struct Hasty {
    number: u32,
}

#[derive(SharedLocked, Debug)]
#[shared(lock = recursive, timeout_ms = 20)]
struct HastyAgain {
    number: u32,
}

/// Another thread acquires the lock while `wait` sleeps, and holds it for much longer than the
/// type's timeout.
fn while_another_holds<T: SharedLocked>(shared: &Shared<T>, wait: impl FnOnce())
where
    T::Lock: Lockable<T>,
{
    const HELD: Duration = Duration::from_millis(250);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let guard = shared.get_lock_within(Timeout::Never).unwrap();
            shared.notify_all();
            // What this is about is that the lock is held for longer than any thread would wait for
            // it.
            thread::sleep(HELD);
            done.store(true, Relaxed);
            drop(guard);
        });
        wait();
        assert!(done.load(Relaxed), "it has the lock again, so the other one has not");
    });
}

#[test]
fn a_wait_has_the_lock_again_however_long_that_takes() {
    let shared = Shared::anonymous(Hasty { number: 0 }).unwrap();
    let mut guard = shared.try_get_lock().unwrap();
    while_another_holds(&shared, || {
        guard.number = 1;
        guard.wait(Duration::from_millis(50)).unwrap();
        guard.number = 2;
    });
    drop(guard);
    assert_eq!((shared.load().unwrap().number, shared.version()), (2, 2), "it held the lock to its end");

    let shared = Shared::anonymous(HastyAgain { number: 0 }).unwrap();
    let guard = shared.try_get_lock().unwrap();
    while_another_holds(&shared, || {
        guard.set(HastyAgain { number: 1 }).unwrap();
        guard.wait(Duration::from_millis(50)).unwrap();
        guard.set(HastyAgain { number: 2 }).unwrap();
    });
    drop(guard);
    assert_eq!((shared.load().unwrap().number, shared.version()), (2, 2));
}

/// Both guards have the same ways to wait.
#[test]
fn a_recursive_guard_waits_while_something_holds() {
    let shared = Shared::anonymous(HastyAgain { number: 0 }).unwrap();
    let guard = shared.get_lock().unwrap();
    assert!(!guard.wait_while(Duration::from_millis(30), |value| value.number == 0).unwrap());
    assert!(guard.wait_while(Timeout::Try, |value| value.number != 0).unwrap(), "it does not hold");
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut changed = false;
            while !changed {
                changed = shared.with_lock_within(Timeout::Never, |value| value.number += 1).is_ok();
            }
            shared.notify_all();
        });
        assert!(guard.wait_while(LONG, |value| value.number == 0).unwrap());
    });
    assert_eq!(guard.get().unwrap().number, 1);
}

#[test]
fn a_guard_that_could_not_read_again_commits_nothing() {
    const MARK: u64 = 0x0123_4567_89ab_cdef;
    #[derive(SharedLocked, Debug)]
    struct Marked {
        mark: u64,
        flag: bool,
    }
    #[repr(align(64))]
    struct Memory([u8; 512]);
    let mut memory = Memory([0; 512]);
    let (start, len) = (memory.0.as_mut_ptr(), memory.0.len());
    // SAFETY: the memory outlives the reference, and nothing else uses it but the cells below,
    // atomically.
    let locked = unsafe { Locked::initialize_at(start, len, Marked { mark: MARK, flag: false }) }.unwrap();
    locked.store(Marked { mark: MARK, flag: true }).unwrap();
    // SAFETY: as above; the tests of this program that share the memory only use it through atomic
    // integers.
    let bytes = unsafe { std::slice::from_raw_parts(start.cast::<AtomicU8>(), len) };
    let flags: Vec<&AtomicU8> = (0..len - size_of::<u64>())
        .filter(|&at| (0..8).all(|i| bytes[at + i].load(Relaxed) == MARK.to_ne_bytes()[i]))
        .map(|at| &bytes[at + 8])
        .collect();
    assert_eq!(flags.len(), 2, "one in each slot");

    let mut guard = locked.get_lock().unwrap();
    for flag in &flags {
        flag.store(7, Relaxed);
    }
    assert!(matches!(guard.wait(Duration::ZERO), Err(SyncError::Corrupt { .. })));
    guard.mark = 1;
    assert!(matches!(guard.wait(Duration::ZERO), Err(SyncError::NotOwner)));
    drop(guard);
    assert_eq!(locked.version(), 1, "an old copy must not be committed");
    assert!(matches!(locked.load(), Err(SyncError::Corrupt { .. })));
    locked.store(Marked { mark: 2, flag: true }).unwrap();
    assert_eq!(locked.get_lock().unwrap().mark, 2, "the lock is free");
}
