//! Nested sections: counted, seen by each other, committed or rolled back together.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{RecursiveGuard, Shared, SharedLocked, SyncError, Timeout, TransactError};
use tests::program;

/// A count for each level, as the program `condition` has it.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = recursive, timeout = never)]
struct Levels {
    counts: [u64; 3],
}

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

fn levels() -> Shared<Levels> {
    Shared::anonymous(Levels { counts: [0; 3] }).unwrap()
}

fn counts(shared: &Shared<Levels>) -> [u64; 3] {
    shared.load().unwrap().counts
}

/// Whether another thread gets the lock at once.
fn is_free(shared: &Shared<Levels>) -> bool {
    thread::scope(|scope| match scope.spawn(|| shared.try_get_lock().map(drop)).join().unwrap() {
        Ok(()) => true,
        Err(SyncError::WouldBlock { .. }) => false,
        Err(error) => panic!("{error}"),
    })
}

#[test]
fn a_thread_releases_as_often_as_it_acquired() {
    const DEPTH: u32 = 100;
    let shared = levels();
    let mut guards: Vec<_> = (0..DEPTH).map(|_| shared.get_lock_within(Timeout::Try).unwrap()).collect();
    while let Some(guard) = guards.pop() {
        assert_eq!(guard.depth() as usize, guards.len() + 1);
        assert!(!is_free(&shared));
        drop(guard);
    }
    assert!(is_free(&shared));
    assert_eq!(shared.version(), 0, "nothing was set");
}

#[test]
fn inner_sections_see_outer_ones_and_all_commits_at_the_end() {
    let shared = levels();
    let outer = shared.get_lock().unwrap();
    outer.set(Levels { counts: [1, 0, 0] }).unwrap();
    shared.with_lock(|levels| levels.counts[1] = levels.counts[0] + 1).unwrap();
    let third = shared.transact(|levels| {
        levels.counts[2] = levels.counts[0] + levels.counts[1];
        Ok::<u64, ()>(levels.counts[2])
    });
    assert_eq!(third.unwrap(), 3);
    let aborted = shared.transact(|levels| {
        levels.counts = [9; 3];
        Err::<(), _>("no")
    });
    assert!(matches!(aborted, Err(TransactError::Aborted("no"))));
    assert_eq!(outer.get().unwrap().counts, [1, 2, 3]);
    assert_eq!((counts(&shared), shared.version()), ([0; 3], 0), "nobody else sees any of it");
    let inner = shared.get_lock().unwrap();
    drop(outer);
    assert_eq!(counts(&shared), [0; 3], "the nest ends with the guard that is dropped last");
    shared.store(Levels { counts: [4, 5, 6] }).unwrap();
    drop(inner);
    assert_eq!((counts(&shared), shared.version()), ([4, 5, 6], 1), "one commit");
}

#[test]
fn a_panic_in_a_nested_section_rolls_the_nest_back() {
    let shared = levels();
    let outer = shared.get_lock().unwrap();
    outer.set(Levels { counts: [1; 3] }).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let inner = shared.get_lock().unwrap();
        inner.set(Levels { counts: [2; 3] }).unwrap();
        panic!("on purpose");
    }));
    panicked.unwrap_err();
    assert_eq!(outer.depth(), 1);
    assert!(matches!(outer.set(Levels { counts: [3; 3] }), Err(SyncError::RolledBack)));
    assert!(matches!(outer.update(|_| ()), Err(SyncError::RolledBack)));
    assert!(matches!(shared.with_lock(|_| ()), Err(SyncError::RolledBack)));
    assert!(matches!(outer.wait(LONG), Err(SyncError::RolledBack)));
    drop(outer);
    assert_eq!((counts(&shared), shared.version()), ([0; 3], 0));
    shared.with_lock(|levels| levels.counts = [4; 3]).unwrap();
    assert_eq!((counts(&shared), shared.version()), ([4; 3], 1), "the next nest is a new one");
}

#[test]
fn a_panic_in_a_closure_rolls_back_and_releases() {
    let shared = levels();
    catch_unwind(AssertUnwindSafe(|| shared.with_lock(|_| panic!("on purpose")))).unwrap_err();
    assert!(is_free(&shared));
    shared.with_lock(|levels| levels.counts = [1; 3]).unwrap();
    assert_eq!(counts(&shared), [1; 3]);
}

#[test]
fn a_section_in_a_destructor_that_a_panic_runs_commits() {
    struct Counts<'a>(&'a Shared<Levels>);
    impl Drop for Counts<'_> {
        fn drop(&mut self) {
            self.0.with_lock(|levels| levels.counts[0] += 1).unwrap();
        }
    }
    let shared = levels();
    catch_unwind(AssertUnwindSafe(|| {
        let _counts = Counts(&shared);
        panic!("on purpose");
    }))
    .unwrap_err();
    assert_eq!(counts(&shared), [1, 0, 0]);
}

#[test]
fn a_guard_that_was_acquired_in_a_destructor_and_is_dropped_after_the_panic_commits() {
    struct Acquires<'a, 'b>(&'b Shared<Levels>, &'a Cell<Option<RecursiveGuard<'b, Levels>>>);
    impl Drop for Acquires<'_, '_> {
        fn drop(&mut self) {
            let guard = self.0.get_lock().unwrap();
            guard.set(Levels { counts: [1; 3] }).unwrap();
            self.1.set(Some(guard));
        }
    }
    let shared = levels();
    let kept = Cell::new(None);
    catch_unwind(AssertUnwindSafe(|| {
        let _acquires = Acquires(&shared, &kept);
        panic!("on purpose");
    }))
    .unwrap_err();
    drop(kept.take().unwrap());
    assert_eq!((counts(&shared), shared.version()), ([1; 3], 1));
}

#[test]
fn a_guard_that_commits_keeps_the_lock_and_rolls_back_only_what_follows() {
    let shared = levels();
    let outer = shared.get_lock().unwrap();
    outer.set(Levels { counts: [1; 3] }).unwrap();
    let inner = shared.get_lock().unwrap();
    inner.commit().unwrap();
    inner.commit().unwrap();
    assert_eq!((counts(&shared), shared.version()), ([1; 3], 1), "what the outer section has set, too, and once");
    assert!(!is_free(&shared));
    inner.set(Levels { counts: [2; 3] }).unwrap();
    assert_eq!(outer.get().unwrap().counts, [2; 3]);
    inner.roll_back();
    assert_eq!(outer.depth(), 1);
    assert!(matches!(outer.set(Levels { counts: [3; 3] }), Err(SyncError::RolledBack)));
    assert!(matches!(outer.commit(), Err(SyncError::RolledBack)));
    drop(outer);
    assert_eq!((counts(&shared), shared.version()), ([1; 3], 1));
    let inside = shared.with_lock(|_| shared.get_lock().unwrap().commit());
    assert!(matches!(inside, Ok(Err(SyncError::NestedUpdate))));
}

#[test]
fn an_update_inside_an_update_is_an_error() {
    let shared = levels();
    let outcome = shared.with_lock(|levels| {
        levels.counts[0] = 1;
        let inside = shared.get_lock().unwrap();
        assert!(matches!(inside.set(Levels { counts: [9; 3] }), Err(SyncError::NestedUpdate)));
        assert!(matches!(inside.wait(LONG), Err(SyncError::NestedUpdate)));
        assert_eq!(inside.get().unwrap().counts, [0; 3], "what is being changed is the closure's alone");
        shared.store(Levels { counts: [9; 3] })
    });
    assert!(matches!(outcome, Ok(Err(SyncError::NestedUpdate))));
    assert_eq!(counts(&shared), [1, 0, 0]);
}

fn with(shared: &Shared<Levels>, mut command: Command) -> Command {
    shared.pass_to(&mut command, "LEVELS").unwrap();
    command
}

#[test]
fn a_wait_at_depth_3_lets_another_process_in_and_returns_at_depth_3() {
    let shared = levels();
    let outer = shared.get_lock().unwrap();
    outer.update(|levels| levels.counts[0] = 10).unwrap();
    let middle = shared.get_lock().unwrap();
    let inner = shared.get_lock().unwrap();
    inner.update(|levels| levels.counts[1] = 10).unwrap();
    let mut visitor = with(&shared, program!("condition", "visit")).spawn().unwrap();
    while inner.get().unwrap().counts[2] == 0 {
        assert!(inner.wait(LONG).unwrap());
        assert_eq!(inner.depth(), 3);
    }
    assert_eq!(outer.get().unwrap().counts, [11, 11, 1], "what was set before the wait was committed, and added to");
    assert!(visitor.wait().unwrap().success());
    inner.update(|levels| levels.counts[2] = 20).unwrap();
    drop(inner);
    drop(middle);
    assert!(!is_free(&shared));
    assert_eq!(counts(&shared), [11, 11, 1], "a new nest has begun");
    drop(outer);
    assert_eq!(counts(&shared), [11, 11, 20]);
    assert!(is_free(&shared));
}

#[test]
fn a_wait_tells_that_the_owner_died() {
    let shared = levels();
    let outer = shared.get_lock().unwrap();
    let inner = shared.get_lock().unwrap();
    assert!(!inner.recovered());
    let mut victim = with(&shared, program!("condition", "die-inside")).spawn().unwrap();
    while shared.recoveries() == 0 {
        inner.wait(LONG).unwrap();
    }
    assert!(inner.recovered());
    assert!(!victim.wait().unwrap().success());
    assert_eq!(inner.depth(), 2);
    assert_eq!(inner.get().unwrap().counts, [0; 3], "nothing of the victim's nest");
    inner.update(|levels| levels.counts = [1; 3]).unwrap();
    drop((inner, outer));
    assert_eq!(counts(&shared), [1; 3]);
}

#[test]
fn what_does_not_come_times_out() {
    const LIMIT: Duration = Duration::from_millis(120);
    let shared = levels();
    let start = Instant::now();
    match shared.wait_until(LIMIT, |levels| levels.counts[0] > 0) {
        Err(SyncError::ConditionTimeout { waited, .. }) => assert!(waited >= LIMIT),
        other => panic!("{other:?}"),
    }
    let guard = shared.get_lock().unwrap();
    assert!(!guard.wait(LIMIT).unwrap());
    assert!(start.elapsed() >= 2 * LIMIT);
}

thread_local! {
    /// What a conversion locks again.
    static SHARED: RefCell<Option<Shared<Dated>>> = const { RefCell::new(None) };
    /// What it was told there.
    static TOLD: Cell<Option<Result<(), SyncError>>> = const { Cell::new(None) };
}

const LOCKS_AGAIN: u64 = 777;
const ROLLS_BACK: u64 = 778;

/// What a program stores as a smaller number, and its conversion panics or locks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Year(u64);

impl From<Year> for u16 {
    fn from(year: Year) -> Self {
        if let Some(shared) = SHARED.with_borrow(Clone::clone) {
            let guard = shared.get_lock().unwrap();
            match year.0 {
                LOCKS_AGAIN => TOLD.set(Some(guard.set(dated(5)))),
                ROLLS_BACK => guard.roll_back(),
                _ => (),
            }
        }
        year.0.try_into().unwrap_or_else(|_| resume_unwind(Box::new("too large")))
    }
}

impl From<u16> for Year {
    fn from(year: u16) -> Self {
        Self(year.into())
    }
}

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
#[shared(lock = recursive)]
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

/// It sets nothing, as a panic in the closure of `update` does: never a part of a value.
#[test]
fn a_panic_in_a_conversion_sets_nothing() {
    let shared = Shared::anonymous(dated(1)).unwrap();
    let guard = shared.get_lock().unwrap();
    guard.set(dated(10)).unwrap();
    catch_unwind(AssertUnwindSafe(|| guard.set(dated(TOO_LARGE)))).unwrap_err();
    assert_eq!(guard.get().unwrap(), dated(10));
    catch_unwind(AssertUnwindSafe(|| guard.update(|value| *value = dated(TOO_LARGE)))).unwrap_err();
    assert_eq!(guard.get().unwrap(), dated(10));
    guard.commit().unwrap();
    assert_eq!((shared.load().unwrap(), shared.version()), (dated(10), 1));
    guard.set(dated(11)).unwrap();
    drop(guard);
    assert_eq!((shared.load().unwrap(), shared.version(), shared.holder()), (dated(11), 2, None));
}

/// A guard that the panic drops rolls the nest back, as ever.
#[test]
fn a_panic_in_a_conversion_within_sections_rolls_back() {
    let shared = Shared::anonymous(dated(1)).unwrap();
    let outer = shared.get_lock().unwrap();
    outer.set(dated(10)).unwrap();
    catch_unwind(AssertUnwindSafe(|| shared.store(dated(TOO_LARGE)))).unwrap_err();
    assert_eq!(outer.depth(), 1);
    assert!(matches!(outer.set(dated(11)), Err(SyncError::RolledBack)));
    assert!(matches!(outer.commit(), Err(SyncError::RolledBack)));
    drop(outer);
    assert_eq!((shared.load().unwrap(), shared.version(), shared.holder()), (dated(1), 0, None));
    catch_unwind(AssertUnwindSafe(|| shared.with_lock(|value| *value = dated(TOO_LARGE)))).unwrap_err();
    assert_eq!((shared.load().unwrap(), shared.version(), shared.holder()), (dated(1), 0, None));
}

#[test]
fn a_conversion_cannot_set_the_value_that_it_is_a_part_of() {
    let shared = Shared::anonymous(dated(1)).unwrap();
    SHARED.set(Some(shared.clone()));
    let guard = shared.get_lock().unwrap();
    guard.set(dated(LOCKS_AGAIN)).unwrap();
    let told = TOLD.take();
    assert!(matches!(told, Some(Err(SyncError::NestedUpdate))), "{told:?}");
    assert_eq!((guard.get().unwrap(), guard.depth()), (dated(LOCKS_AGAIN), 1));
    guard.commit().unwrap();
    assert_eq!(shared.load().unwrap(), dated(LOCKS_AGAIN));
    let outcome = guard.set(dated(ROLLS_BACK));
    assert!(matches!(outcome, Err(SyncError::RolledBack)), "{outcome:?}");
    drop(guard);
    SHARED.set(None);
    assert_eq!((shared.load().unwrap(), shared.version()), (dated(LOCKS_AGAIN), 1));
}
