//! Who holds a lock can be asked, and a lock can be held beyond a scope: by a guard that owns its
//! handle, or by hand.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::mem;
use std::thread;
use std::time::Duration;
use sync_runtime::{Acquired, OwnedGuard, Shared, SharedLocked, SyncError, Timeout};
use tests::mutexes::this_thread;
use tests::{Actor, Name, program};

#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = recursive)]
struct Nested {
    number: u64,
}

/// Whether another thread finds the lock held.
fn is_held<T: SharedLocked + Sync>(shared: &Shared<T>) -> bool
where
    T::Lock: sync_runtime::Lockable<T>,
{
    thread::scope(|scope| match scope.spawn(|| shared.try_get_lock().map(drop)).join().unwrap() {
        Ok(()) => false,
        Err(SyncError::WouldBlock { .. }) => true,
        Err(error) => panic!("{error}"),
    })
}

#[test]
fn the_holder_is_a_thread_of_a_process_or_nobody() {
    let name = Name::new("holder");
    let shared = Shared::create(name.as_str(), tests::values::Counters { first: 0, second: 0, third: 0.0 }).unwrap();
    assert_eq!(shared.holder(), None);
    let guard = shared.get_lock().unwrap();
    let holder = shared.holder().unwrap();
    assert_eq!((holder.tid(), holder.pid()), (Some(this_thread()), Some(std::process::id())));
    drop(guard);

    let mut actor = Actor::spawn(program!("actor", "hold-value", &name));
    actor.expect("inside");
    assert_eq!(shared.holder().unwrap().pid(), Some(actor.pid()));
    actor.kill();
    assert_eq!(shared.holder(), None, "the dead hold nothing");
    assert!(shared.get_lock().unwrap().recovered());
    assert_eq!(shared.holder(), None);
}

struct Keeps(Option<OwnedGuard<u64>>);

#[test]
fn an_owned_guard_keeps_its_handle() {
    let name = Name::new("owned");
    let other = Shared::create(name.as_str(), 0_u64).unwrap();
    let mut keeps = Keeps(None);
    {
        let shared = Shared::<u64>::open(name.as_str()).unwrap();
        keeps.0 = Some(shared.lock_owned().unwrap());
    }
    let mut guard = keeps.0.take().unwrap();
    assert!(is_held(&other) && !guard.recovered());
    *guard += 1;
    assert_eq!(other.load().unwrap(), 0);
    guard.commit().unwrap();
    assert_eq!((*guard, other.load().unwrap(), guard.shared().version()), (1, 1, 1));
    *guard += 1;
    assert!(!guard.wait(Duration::ZERO).unwrap());
    assert!(guard.wait_while(Timeout::Try, |value| *value != 2).unwrap());
    *guard += 1;
    drop(guard);
    assert!(!is_held(&other));
    assert_eq!(other.load().unwrap(), 3);

    let mut guard = other.lock_owned_within(Timeout::Try).unwrap();
    *guard = 100;
    assert!(format!("{guard:?}").contains("100"));
    guard.roll_back();
    assert_eq!((other.load().unwrap(), is_held(&other)), (3, false));
}

#[test]
fn an_owned_guard_of_a_recursive_lock() {
    let shared = Shared::anonymous(Nested { number: 0 }).unwrap();
    let outer = shared.lock_owned().unwrap();
    let inner = shared.lock_owned().unwrap();
    inner.update(|value| value.number = 1).unwrap();
    assert_eq!((outer.depth(), outer.get().unwrap().number), (2, 1));
    inner.roll_back();
    assert!(matches!(outer.set(Nested { number: 2 }), Err(SyncError::RolledBack)));
    drop(outer);
    assert_eq!((shared.load().unwrap().number, is_held(&shared)), (0, false));
}

#[test]
fn a_lock_is_acquired_and_released_by_hand() {
    let shared = Shared::anonymous(0_u64).unwrap();
    assert_eq!(shared.acquire(Timeout::Try).unwrap().how(), Acquired::Clean);
    assert!(is_held(&shared));
    assert!(matches!(shared.acquire(Timeout::Try), Err(SyncError::Deadlock)));
    for number in 1..3 {
        // SAFETY: this thread holds the lock, and no guard is left from the round before.
        let mut guard = unsafe { shared.adopt_lock() }.unwrap();
        *guard += 1;
        guard.commit().unwrap();
        mem::forget(guard);
        assert_eq!((shared.load().unwrap(), is_held(&shared)), (number, true));
    }
    // SAFETY: as above.
    unsafe { shared.release() }.unwrap();
    assert!(!is_held(&shared));
    // SAFETY: there is no guard.
    assert!(matches!(unsafe { shared.release() }, Err(SyncError::NotOwner)));
    // SAFETY: there is no guard.
    assert!(matches!(unsafe { shared.adopt_lock() }, Err(SyncError::NotOwner)));
    let elsewhere = shared.get_lock().unwrap();
    thread::scope(|scope| {
        // SAFETY: that thread has no guard, and holds no lock.
        scope.spawn(|| assert!(matches!(unsafe { shared.release() }, Err(SyncError::NotOwner))));
    });
    drop(elsewhere);
}

#[test]
fn a_recursive_lock_is_acquired_and_released_by_hand() {
    let shared = Shared::anonymous(Nested { number: 0 }).unwrap();
    assert_eq!(shared.acquire(Timeout::Try).unwrap().how(), Acquired::Clean);
    assert_eq!(shared.acquire(Timeout::Try).unwrap().how(), Acquired::Clean);
    shared.store(Nested { number: 1 }).unwrap();
    // SAFETY: of two levels, none has a guard.
    let guard = unsafe { shared.adopt_lock() }.unwrap();
    assert_eq!((guard.depth(), guard.get().unwrap().number), (2, 1));
    drop(guard);
    assert_eq!((shared.load().unwrap().number, is_held(&shared)), (0, true));
    // SAFETY: one level is left, without a guard.
    unsafe { shared.release() }.unwrap();
    assert_eq!((shared.load().unwrap().number, is_held(&shared)), (1, false));
}
