//! A panic rolls back, an error rolls back, and who only looked commits nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::cell::Cell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;
use sync_runtime::{Locked, Shared, SharedLocked, SyncError, Timeout, TransactError};
use tests::Name;
use tests::values::Counters;

fn shared() -> Shared<Counters> {
    Shared::anonymous(Counters { first: 1, second: 1, third: 1.0 }).unwrap()
}

/// Runs something that panics, without a message on the terminal.
fn panicking(run: impl FnOnce()) {
    catch_unwind(AssertUnwindSafe(run)).unwrap_err();
}

fn untouched(shared: &Shared<Counters>) {
    assert_eq!(shared.load().unwrap(), Counters { first: 1, second: 1, third: 1.0 });
    assert_eq!(shared.version(), 0);
    assert_eq!(shared.recoveries(), 0);
    let guard = shared.try_get_lock().expect("the lock is free");
    assert!(!guard.recovered());
}

#[test]
fn a_panic_in_with_lock() {
    let shared = shared();
    panicking(|| {
        let _ = shared.with_lock(|counters| {
            counters.first = 2;
            resume_unwind(Box::new("no"));
        });
    });
    untouched(&shared);
}

#[test]
fn a_panic_while_a_guard_is_held() {
    let shared = shared();
    panicking(|| {
        let mut guard = shared.get_lock().unwrap();
        guard.first = 2;
        assert_eq!(guard.first, 2);
        resume_unwind(Box::new("no"));
    });
    untouched(&shared);
}

#[test]
fn a_panic_in_transact() {
    let shared = shared();
    panicking(|| {
        let _ = shared.transact(|counters| -> Result<(), ()> {
            counters.first = 2;
            resume_unwind(Box::new("no"));
        });
    });
    untouched(&shared);
}

#[test]
fn an_error_in_transact() {
    let shared = shared();
    let outcome: Result<(), _> = shared.transact(|counters| {
        counters.first = 2;
        Err("changed my mind")
    });
    let error = outcome.unwrap_err();
    assert!(matches!(error, TransactError::Aborted("changed my mind")), "{error:?}");
    assert_eq!(error.to_string(), "rolled back: changed my mind");
    untouched(&shared);

    let outcome: Result<u64, TransactError<()>> = shared.transact(|counters| {
        counters.first = 2;
        Ok(counters.first)
    });
    assert_eq!((outcome.unwrap(), shared.load().unwrap().first, shared.version()), (2, 2, 1));
}

#[test]
fn transact_is_not_begun_without_the_lock() {
    let shared = shared();
    let guard = shared.get_lock().unwrap();
    let outcome = shared.transact(|_| -> Result<(), ()> { unreachable!("it has no lock") });
    assert!(matches!(outcome, Err(TransactError::Sync(SyncError::Deadlock))), "{outcome:?}");
    drop(guard);
}

#[test]
fn a_guard_that_is_told_to_roll_back() {
    let shared = shared();
    let mut guard = shared.get_lock().unwrap();
    guard.first = 2;
    guard.roll_back();
    untouched(&shared);
}

#[test]
fn an_error_in_with_lock_commits() {
    let shared = shared();
    let outcome = shared.with_lock(|counters| {
        counters.first = 2;
        Err::<(), _>("too late")
    });
    assert_eq!(outcome.unwrap(), Err("too late"));
    assert_eq!((shared.load().unwrap().first, shared.version()), (2, 1));
    shared.with_lock(|_| ()).unwrap();
    assert_eq!(shared.version(), 2, "commits are counted, not changes");
}

#[test]
fn a_guard_that_only_looked() {
    let shared = shared();
    let guard = shared.get_lock().unwrap();
    assert_eq!(guard.first, 1);
    drop(guard);
    untouched(&shared);
}

#[test]
fn every_other_end_commits_once() {
    let shared = shared();
    let mut guard = shared.get_lock().unwrap();
    guard.first = 2;
    assert_eq!(shared.load().unwrap().first, 1, "not before it is dropped");
    guard.first = 3;
    drop(guard);
    assert_eq!((shared.load().unwrap().first, shared.version()), (3, 1));
    assert_eq!(shared.with_lock(|counters| mem::replace(&mut counters.first, 4)).unwrap(), 3);
    assert_eq!((shared.load().unwrap().first, shared.version()), (4, 2));
    shared.store(Counters { first: 5, second: 5, third: 5.0 }).unwrap();
    assert_eq!((shared.load().unwrap().first, shared.version()), (5, 3));
}

/// A destructor that updates something while another panic unwinds is not what panicked.
#[test]
fn an_update_in_a_destructor_while_unwinding_counts() {
    struct CountsAtItsEnd<'a>(&'a Shared<Counters>);
    impl Drop for CountsAtItsEnd<'_> {
        fn drop(&mut self) {
            self.0.with_lock(|counters| counters.first += 1).unwrap();
            self.0.get_lock().unwrap().second += 1;
        }
    }
    let shared = shared();
    panicking(|| {
        let _counts = CountsAtItsEnd(&shared);
        resume_unwind(Box::new("elsewhere"));
    });
    assert_eq!(shared.load().unwrap(), Counters { first: 2, second: 2, third: 1.0 });
}

/// No `AssertUnwindSafe`: what a panic leaves is whole.
#[test]
fn a_panic_may_be_caught_around_a_lock() {
    let shared = shared();
    let caught = catch_unwind(|| {
        shared.with_lock(|counters| {
            counters.first = 2;
            resume_unwind(Box::new("no"));
        })
    });
    assert!(caught.is_err());
    let locked: &Locked<Counters> = &shared;
    assert!(catch_unwind(|| locked.with_lock(|_| resume_unwind(Box::new("no")))).is_err());
    let mut guard = shared.get_lock().unwrap();
    let caught = catch_unwind(move || {
        guard.first = 2;
        resume_unwind(Box::new("no"));
    });
    assert!(caught.is_err());
    untouched(&shared);
}

#[test]
fn a_guard_that_commits_keeps_the_lock_and_rolls_back_only_what_follows() {
    let shared = shared();
    let mut guard = shared.get_lock().unwrap();
    guard.commit().unwrap();
    assert_eq!(shared.version(), 0, "nothing was borrowed mutably");
    guard.first = 2;
    guard.commit().unwrap();
    guard.commit().unwrap();
    assert_eq!((shared.load().unwrap().first, shared.version()), (2, 1));
    thread::scope(|scope| {
        scope.spawn(|| assert!(matches!(shared.try_get_lock(), Err(SyncError::WouldBlock { .. }))));
    });
    guard.first = 3;
    guard.roll_back();
    assert_eq!((shared.load().unwrap().first, shared.version()), (2, 1));

    panicking(|| {
        let mut guard = shared.get_lock().unwrap();
        guard.first = 4;
        guard.commit().unwrap();
        guard.first = 5;
        resume_unwind(Box::new("no"));
    });
    assert_eq!((shared.load().unwrap().first, shared.version()), (4, 2));
}

/// A commit by a guard that goes on holding the lock is a commit as any other to those who watch.
#[test]
fn a_commit_that_keeps_the_lock_wakes_watchers() {
    let shared = shared();
    let mut guard = shared.get_lock().unwrap();
    thread::scope(|scope| {
        let watcher = scope.spawn(|| shared.load_newer(0, Timeout::Never).unwrap().unwrap());
        guard.first = 2;
        guard.commit().unwrap();
        assert_eq!(watcher.join().unwrap().value.first, 2);
    });
}

/// Acquires a guard in a destructor that a panic runs, and keeps it beyond the panic.
struct Acquires<'a, G>(&'a Cell<Option<G>>, &'a dyn Fn() -> G);

impl<G> Drop for Acquires<'_, G> {
    fn drop(&mut self) {
        self.0.set(Some((self.1)()));
    }
}

fn acquired_while_unwinding<G>(acquire: &dyn Fn() -> G) -> G {
    let kept = Cell::new(None);
    panicking(|| {
        let _acquires = Acquires(&kept, acquire);
        resume_unwind(Box::new("elsewhere"));
    });
    kept.take().expect("the destructor ran")
}

#[test]
fn a_guard_that_was_acquired_while_unwinding_and_is_dropped_later_commits() {
    let shared = shared();
    let mut guard = acquired_while_unwinding(&|| {
        let mut guard = shared.get_lock().unwrap();
        guard.first = 2;
        guard
    });
    assert_eq!(guard.first, 2);
    drop(guard);
    assert_eq!((shared.load().unwrap().first, shared.version()), (2, 1));

    guard = acquired_while_unwinding(&|| shared.get_lock().unwrap());
    guard.first = 3;
    drop(guard);
    assert_eq!((shared.load().unwrap().first, shared.version()), (3, 2));
}

#[test]
fn a_later_panic_rolls_back_what_was_changed_after_the_first() {
    let shared = shared();
    let mut guard = acquired_while_unwinding(&|| shared.get_lock().unwrap());
    panicking(move || {
        guard.first = 2;
        resume_unwind(Box::new("no"));
    });
    untouched(&shared);
}

#[test]
fn locking_again_is_a_deadlock_and_changes_nothing() {
    let name = Name::new("again");
    let first = Shared::create(name.as_str(), 1_u64).unwrap();
    let second = Shared::<u64>::open(name.as_str()).unwrap();
    let guard = first.get_lock().unwrap();
    for other in [&first, &second] {
        assert!(matches!(other.get_lock(), Err(SyncError::Deadlock)));
        assert!(matches!(other.try_get_lock(), Err(SyncError::Deadlock)));
        assert!(matches!(other.with_lock(|_| ()), Err(SyncError::Deadlock)));
        assert!(matches!(other.store(5), Err(SyncError::Deadlock)));
    }
    drop(guard);
    assert_eq!((second.load().unwrap(), second.version()), (1, 0));
}

/// What a program stores as a smaller number, and its conversion panics.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Year(u64);

impl From<Year> for u16 {
    fn from(year: Year) -> Self {
        year.0.try_into().unwrap_or_else(|_| resume_unwind(Box::new("too large")))
    }
}

impl From<u16> for Year {
    fn from(year: u16) -> Self {
        Self(year.into())
    }
}

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
struct Dated {
    before: u64,
    #[shared(as = u16)]
    year: Year,
    after: u64,
}

fn dated(number: u64) -> Dated {
    Dated { before: number, year: Year(number), after: number }
}

const TOO_LARGE: u64 = 70_000;

/// A conversion runs when the value is written, under the lock.
#[test]
fn a_panic_in_a_conversion_releases_the_lock() {
    type Write = fn(&Shared<Dated>);
    let writes: [(&str, Write); 6] = [
        ("with_lock", |shared| shared.with_lock(|value| *value = dated(TOO_LARGE)).unwrap()),
        ("transact", |shared| {
            let change = |value: &mut Dated| {
                *value = dated(TOO_LARGE);
                Ok::<(), ()>(())
            };
            shared.transact(change).unwrap();
        }),
        ("store", |shared| shared.store(dated(TOO_LARGE)).unwrap()),
        ("a guard's end", |shared| *shared.get_lock().unwrap() = dated(TOO_LARGE)),
        ("commit", |shared| {
            let mut guard = shared.get_lock().unwrap();
            *guard = dated(TOO_LARGE);
            guard.commit().unwrap();
        }),
        ("wait", |shared| {
            let mut guard = shared.get_lock().unwrap();
            *guard = dated(TOO_LARGE);
            guard.wait(Timeout::Try).unwrap();
        }),
    ];
    for (name, write) in writes {
        let shared = Shared::anonymous(dated(1)).unwrap();
        panicking(|| write(&shared));
        assert_eq!(shared.holder(), None, "{name} still holds the lock");
        assert_eq!((shared.load().unwrap(), shared.version()), (dated(1), 0), "{name}");
        assert!(!shared.get_lock().unwrap().recovered(), "{name}");
        shared.store(dated(2)).unwrap();
        assert_eq!((shared.load().unwrap(), shared.version()), (dated(2), 1), "{name}");
    }
}

/// A guard that outlives the panic has its lock still, and may be given another value.
#[test]
fn a_guard_outlives_a_panic_in_a_conversion() {
    let shared = Shared::anonymous(dated(1)).unwrap();
    let mut guard = shared.get_lock().unwrap();
    *guard = dated(TOO_LARGE);
    panicking(|| drop(guard.commit()));
    panicking(|| drop(guard.wait(Timeout::Try)));
    assert_eq!((shared.load().unwrap(), shared.version()), (dated(1), 0));
    assert!(shared.holder().is_some(), "the guard lives");
    *guard = dated(2);
    guard.commit().unwrap();
    assert_eq!((shared.load().unwrap(), shared.version()), (dated(2), 1));
    drop(guard);
    assert_eq!(shared.holder(), None);
}
