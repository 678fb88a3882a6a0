//! `wait_until` has one deadline for everything, whatever kind of lock it is, and one error when
//! that has passed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::fmt::Debug;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Lockable, Shared, SharedLocked, SyncError, Timeout};

#[derive(SharedLocked, Debug)]
struct Exclusive {
    ready: bool,
}

#[derive(SharedLocked, Debug)]
#[shared(lock = recursive)]
struct Recursive {
    ready: bool,
}

const LIMIT: Duration = Duration::from_millis(200);

/// How long the lock is kept from the waiter: beyond every limit, so that a slow machine changes
/// nothing.
const KEPT: Duration = Duration::from_secs(2);

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

/// What it says was waited, and how long it was.
fn times_out<T>(wait: impl FnOnce() -> Result<T, SyncError>) -> (Duration, Duration) {
    let start = Instant::now();
    let outcome = wait();
    let took = start.elapsed();
    match outcome {
        Err(SyncError::ConditionTimeout { waited, .. }) => (waited, took),
        Err(error) => panic!("{error:?} after {took:?}"),
        Ok(_) => panic!("the condition was met"),
    }
}

/// A waiter that sleeps while another thread acquires the lock, and keeps it beyond the deadline.
fn the_lock_is_kept<T: SharedLocked + Debug>(shared: &Shared<T>, ready: fn(&T) -> bool)
where
    T::Lock: Lockable<T>,
{
    let (looks, looked) = mpsc::channel();
    let (stop, stopped) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(move || {
            looked.recv().unwrap();
            let guard = shared.get_lock_within(Timeout::Never).unwrap();
            let _ = stopped.recv_timeout(KEPT);
            drop(guard);
        });
        let (waited, took) = times_out(|| {
            shared.wait_until(LIMIT, |value| {
                let _ = looks.send(());
                ready(value)
            })
        });
        println!("waited {took:?}, said {waited:?}");
        let _ = stop.send(());
        assert!(waited >= LIMIT && took >= waited, "the whole time: {waited:?} of {took:?}");
        assert!(took < KEPT, "it waited for the lock beyond its deadline: {took:?}");
    });
}

#[test]
fn a_lock_that_is_kept_beyond_the_deadline() {
    the_lock_is_kept(&Shared::anonymous(Exclusive { ready: false }).unwrap(), |value| value.ready);
    the_lock_is_kept(&Shared::anonymous(Recursive { ready: false }).unwrap(), |value| value.ready);
}

/// A lock that another thread has from the beginning.
fn held_from_the_beginning<T: SharedLocked + Debug>(shared: &Shared<T>, ready: fn(&T) -> bool)
where
    T::Lock: Lockable<T>,
{
    let (holds, held) = mpsc::channel();
    let (stop, stopped): (Sender<()>, _) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            let guard = shared.get_lock().unwrap();
            holds.send(()).unwrap();
            let _ = stopped.recv();
            drop(guard);
        });
        held.recv().unwrap();
        let (waited, _) = times_out(|| shared.wait_until(LIMIT, ready));
        assert!(waited >= LIMIT);
        drop(stop);
    });
    // Nobody holds it any more: it looks once.
    let (_, took) = times_out(|| shared.wait_until(Timeout::Try, ready));
    assert!(took < LONG);
}

#[test]
fn a_lock_that_is_held_from_the_beginning() {
    held_from_the_beginning(&Shared::anonymous(Exclusive { ready: false }).unwrap(), |value| value.ready);
    held_from_the_beginning(&Shared::anonymous(Recursive { ready: false }).unwrap(), |value| value.ready);
}

#[test]
fn to_try_is_to_look_once_even_if_the_lock_is_busy() {
    let shared = Shared::anonymous(Exclusive { ready: true }).unwrap();
    let (holds, held) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| {
            let guard = shared.get_lock().unwrap();
            holds.send(()).unwrap();
            thread::sleep(Duration::from_millis(1));
            drop(guard);
        });
        held.recv().unwrap();
        assert!(shared.wait_until(Timeout::Try, |value| value.ready).unwrap().ready);
    });
}

/// Outer guards of a thread have their lock back before it goes on, however long that takes.
#[test]
fn a_nested_wait_has_the_lock_again_before_it_gives_up() {
    let shared = Shared::anonymous(Recursive { ready: false }).unwrap();
    let outer = shared.get_lock().unwrap();
    let (waited, _) = times_out(|| shared.wait_until(Duration::from_millis(30), |value| value.ready));
    assert!(waited >= Duration::from_millis(30));
    assert_eq!(outer.depth(), 1);
    outer.set(Recursive { ready: true }).unwrap();
    drop(outer);
    assert!(shared.load().unwrap().ready);
}
