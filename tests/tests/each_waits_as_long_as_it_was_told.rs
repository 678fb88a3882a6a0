//! The type says how long its lock is waited for, a handle may say otherwise, and so may each call.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError, Timeout};
use tests::Name;
use tests::actor::until_it_waits;
use tests::mutexes::this_thread;

const DEFAULT: Duration = Duration::from_secs(1);

#[derive(SharedLocked, Debug)]
struct Ordinary {
    count: u64,
}

// Longer than the default, so that a lower bound tells them apart on a machine of any speed.
#[derive(SharedLocked, Debug)]
#[shared(timeout_ms = 1300)]
struct Patient {
    count: u64,
}

#[derive(SharedLocked, Debug)]
#[shared(timeout_ms = 20)]
struct Hasty {
    count: u64,
}

#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
struct Stubborn {
    count: u64,
}

#[derive(SharedLocked)]
#[shared(in_place, timeout_ms = 20)]
struct HastyInPlace {
    count: u64,
}

/// How long an attempt of another thread waited in vain, while this one holds the lock, by its
/// `guard`.
fn waited(guard: impl Sized, attempt: impl FnOnce() -> SyncError + Send) -> Duration {
    let error = thread::scope(|scope| scope.spawn(attempt).join().unwrap());
    drop(guard);
    match error {
        SyncError::Timeout { waited, .. } | SyncError::ConditionTimeout { waited, .. } => waited,
        SyncError::WouldBlock { .. } => Duration::ZERO,
        other => panic!("{other:?}"),
    }
}

fn ordinary() -> Shared<Ordinary> {
    Shared::anonymous(Ordinary { count: 0 }).unwrap()
}

#[test]
fn a_second_if_nothing_is_said() {
    let shared = ordinary();
    assert!(waited(shared.get_lock().unwrap(), || shared.get_lock().unwrap_err()) >= DEFAULT);
}

#[test]
fn as_the_type_says() {
    let shared = Shared::anonymous(Patient { count: 0 }).unwrap();
    assert!(
        waited(shared.get_lock().unwrap(), || shared.with_lock(|_| ()).unwrap_err()) >= Duration::from_millis(1300)
    );
    let shared = Shared::anonymous(Hasty { count: 0 }).unwrap();
    let short = waited(shared.get_lock().unwrap(), || shared.get_lock().unwrap_err());
    assert!(short >= Duration::from_millis(20), "{short:?}");
}

#[test]
fn through_a_bare_locked_too() {
    let shared = Shared::anonymous(Patient { count: 0 }).unwrap();
    assert!(waited(shared.get_lock().unwrap(), || (*shared).get_lock().unwrap_err()) >= Duration::from_millis(1300));
}

#[test]
fn as_the_handle_says() {
    let name = Name::new("handle");
    let first = Shared::create(name.as_str(), Hasty { count: 0 }).unwrap();
    let handle = Shared::<Hasty>::options().timeout(Duration::from_millis(1100)).open(name.as_str()).unwrap();
    for handle in [&handle, &handle.clone()] {
        assert!(
            waited(first.get_lock().unwrap(), || handle.store(Hasty { count: 0 }).unwrap_err())
                >= Duration::from_millis(1100)
        );
    }
    let at_once = Shared::<Hasty>::options().timeout(Timeout::Try).open_or_create(name.as_str(), Hasty { count: 0 });
    let at_once = at_once.unwrap();
    waited(first.get_lock().unwrap(), || {
        let errors = [
            at_once.get_lock().map(drop).unwrap_err(),
            at_once.with_lock(|_| ()).unwrap_err(),
            at_once.store(Hasty { count: 0 }).unwrap_err(),
        ];
        let [_, _, last] = errors.map(|error| {
            assert!(matches!(error, SyncError::WouldBlock { .. }), "{error:?}");
            error
        });
        last
    });
}

/// Also where a value that is changed in place acquires its lock only now and then.
#[test]
fn as_the_handle_says_in_place() {
    const LONGER: Duration = Duration::from_millis(1100);
    let name = Name::new("in-place");
    let first = Shared::<HastyInPlace>::create_with(name.as_str(), |_| Ok(())).unwrap();
    let first = &first;
    let handle = Shared::<HastyInPlace>::options().timeout(LONGER).open(name.as_str()).unwrap();
    assert!(waited(first.get_lock().unwrap(), || handle.get_lock().map(drop).unwrap_err()) >= LONGER);
    // To look once is to wait for moments, whatever the handle says.
    let to_look_once = || handle.wait_until(Timeout::Try, |_| Ok(true)).map(drop).unwrap_err();
    assert!(waited(first.get_lock().unwrap(), to_look_once) < DEFAULT);

    // A look that is overtaken sixteen times acquires the lock, which another thread has by then.
    let commit = || first.with_lock(|value| value.count().add(1).map(drop));
    let seen = first.version();
    commit().unwrap();
    let (overtaken, to_hold) = mpsc::channel();
    let (holding, held) = mpsc::channel();
    let (over, until) = mpsc::channel::<()>();
    let error = thread::scope(|scope| {
        scope.spawn(move || {
            to_hold.recv().unwrap();
            let guard = first.get_lock_within(Timeout::Never).unwrap();
            holding.send(()).unwrap();
            assert!(until.recv().is_err());
            drop(guard);
        });
        let mut looks = 0;
        let newer = handle.view_newer(seen, DEFAULT, |value| {
            looks += 1;
            if looks <= 16 {
                commit()?;
            }
            if looks == 16 {
                overtaken.send(()).unwrap();
                held.recv().unwrap();
            }
            value.count().get()
        });
        drop(over);
        newer.map(drop).unwrap_err()
    });
    assert!(matches!(error, SyncError::Timeout { waited, .. } if waited >= LONGER), "{error:?}");
}

#[test]
fn as_the_call_says() {
    let limit = Duration::from_millis(1200);
    let shared = ordinary();
    assert!(waited(shared.get_lock().unwrap(), || shared.get_lock_within(limit).unwrap_err()) >= limit);
    assert_eq!(waited(shared.get_lock().unwrap(), || shared.try_get_lock().unwrap_err()), Duration::ZERO);
    assert_eq!(
        waited(shared.get_lock().unwrap(), || shared.with_lock_within(Timeout::Try, |_| ()).unwrap_err()),
        Duration::ZERO
    );
}

#[test]
fn for_ever_is_until_the_lock_is_free() {
    let stubborn = Shared::anonymous(Stubborn { count: 0 }).unwrap();
    let guard = stubborn.get_lock().unwrap();
    let (tell, hear) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            tell.send(this_thread()).unwrap();
            stubborn.with_lock(|value| value.count += 1).unwrap();
        });
        until_it_waits(hear.recv().unwrap());
        // Beyond the default of a second, at which it must not give up.
        thread::sleep(DEFAULT + Duration::from_millis(100));
        drop(guard);
    });
    assert_eq!(stubborn.load().unwrap().count, 1);
}

#[test]
fn fields_are_used() {
    assert_eq!(ordinary().load().unwrap().count, 0);
    assert_eq!(Shared::anonymous(Patient { count: 3 }).unwrap().load().unwrap().count, 3);
    assert_eq!(Shared::anonymous(Hasty { count: 4 }).unwrap().load().unwrap().count, 4);
}
