//! Locking again, counting too far, releasing what is not held: each has its own error, for every
//! kind of mutex.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::thread;
use std::time::Duration;
use sync_runtime::{Acquired, MutexOptions, OwnedMutex, SyncError, Timeout};
use tests::mutexes::{FileMutex, every_kind};
use tests::{Actor, program};

const STRATEGIES: [Timeout; 3] = [Timeout::Try, Timeout::After(Duration::from_secs(30)), Timeout::Never];

#[test]
fn locking_again_is_a_deadlock_for_every_strategy() {
    for kind in every_kind().into_iter().filter(|kind| !kind.recursive) {
        let mutex = OwnedMutex::new(kind).unwrap();
        let guard = mutex.lock().unwrap();
        for timeout in STRATEGIES {
            let error = mutex.acquire(timeout).unwrap_err();
            assert!(matches!(error, SyncError::Deadlock), "{kind:?}, {timeout:?}: {error:?}");
            assert_eq!(error.errno(), Some(libc::EDEADLK));
        }
        drop(guard);
        // Nothing of it is left.
        assert_eq!(mutex.acquire(Timeout::Try).unwrap(), Acquired::Clean, "{kind:?}");
        mutex.release().unwrap();
    }
}

#[test]
fn a_recursive_one_is_released_as_often_as_acquired() {
    for kind in every_kind().into_iter().filter(|kind| kind.recursive) {
        let mutex = OwnedMutex::new(kind).unwrap();
        for timeout in STRATEGIES {
            assert_eq!(mutex.acquire(timeout).unwrap(), Acquired::Clean, "{kind:?}, {timeout:?}");
        }
        for held in (0..STRATEGIES.len()).rev() {
            mutex.release().unwrap();
            let other = thread::scope(|scope| {
                scope.spawn(|| mutex.acquire(Timeout::Try).map(|_| mutex.release().unwrap())).join().unwrap()
            });
            assert_eq!(other.is_ok(), held == 0, "{kind:?}: held {held} times, {other:?}");
        }
        assert!(matches!(mutex.release(), Err(SyncError::NotOwner)), "{kind:?}");
    }
}

/// Nobody has the time to lock four billion times: the count is put there.
#[test]
#[cfg(target_env = "gnu")]
fn a_full_count_is_too_many_locks() {
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    for kind in every_kind().into_iter().filter(|kind| kind.recursive) {
        let mutex = FileMutex::new(kind);
        let guard = mutex.lock().unwrap();
        // SAFETY: the mutex's second word lies within it.
        let word = unsafe { mutex.start().add(4) };
        // SAFETY: `__count` of glibc's mutexes, aligned, and this thread holds the lock.
        let count = unsafe { AtomicU32::from_ptr(word.cast()) };
        assert_eq!(count.swap(u32::MAX, Relaxed), 1, "{kind:?}: the count is somewhere else");
        for timeout in STRATEGIES {
            let error = mutex.acquire(timeout).unwrap_err();
            assert!(matches!(error, SyncError::TooManyLocks), "{kind:?}, {timeout:?}: {error:?}");
            assert_eq!(error.errno(), Some(libc::EAGAIN));
        }
        count.store(1, Relaxed);
        drop(guard);
        thread::scope(|scope| {
            scope.spawn(|| drop(mutex.lock_within(Timeout::Try).unwrap()));
        });
    }
}

#[test]
fn an_unlocked_one_is_nobodys_to_release() {
    for kind in every_kind() {
        let mutex = OwnedMutex::new(kind).unwrap();
        for _ in 0..2 {
            let error = mutex.release().unwrap_err();
            assert!(matches!(error, SyncError::NotOwner), "{kind:?}: {error:?}");
            assert_eq!(error.errno(), Some(libc::EPERM));
            drop(mutex.lock().unwrap());
        }
    }
}

#[test]
fn another_threads_is_not_this_threads_to_release() {
    for kind in every_kind() {
        let mutex = OwnedMutex::new(kind).unwrap();
        let guard = mutex.lock().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| {
                assert!(matches!(mutex.release(), Err(SyncError::NotOwner)), "{kind:?}");
                assert!(matches!(mutex.acquire(Timeout::Try), Err(SyncError::WouldBlock { .. })), "{kind:?}");
            });
        });
        drop(guard);
    }
}

#[test]
fn a_parents_is_not_its_forked_childs_to_release() {
    for kind in every_kind().into_iter().filter(|kind| !kind.priority_inherit) {
        let MutexOptions { shared, recursive, robust, .. } = kind;
        let mutex = FileMutex::new(MutexOptions::default());
        let mut command = program!("actor", "release-in-fork", mutex.path());
        for (option, given) in [("--shared", shared), ("--recursive", recursive), ("--robust", robust)] {
            if given {
                command.arg(option);
            }
        }
        assert_eq!(Actor::spawn(command).succeed(), "refused\n", "{kind:?}");
    }
}
