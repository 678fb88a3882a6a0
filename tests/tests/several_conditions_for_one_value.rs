//! A value has as many conditions as are made for it, and a waiter wakes for its own: as several
//! `threading.Condition` over one lock, in threads and processes. That waiters and notifiers may be
//! killed is shown by `condition trials --by further` and `condition instructions`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Condition, Shared, SharedLocked, SyncError, Table, Timeout};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

/// Long enough for a waiter to look again several times.
const SEVERAL_TURNS: Duration = Duration::from_millis(350);

const WAITERS: u32 = 3;

fn condition() -> Shared<Condition> {
    Shared::anonymous(Condition::new()).unwrap()
}

/// Waits until the count is `expected`.
fn until(count: &AtomicU32, expected: u32) {
    let start = Instant::now();
    while count.load(SeqCst) < expected {
        assert!(start.elapsed() < LONG, "{} of {expected}", count.load(SeqCst));
        thread::yield_now();
    }
}

/// Waits until the count is `expected`, and sees whether it stays so.
fn expect(count: &AtomicU32, expected: u32) {
    until(count, expected);
    // Whether one wakes that should not shows in time only.
    let end = Instant::now() + SEVERAL_TURNS;
    while Instant::now() < end {
        thread::park_timeout(end - Instant::now());
    }
    assert_eq!(count.load(SeqCst), expected, "woken");
}

#[test]
fn each_wakes_its_own_waiters_and_exactly_as_many() {
    let value = Shared::<u32>::options().timeout(Timeout::Never).anonymous(0).unwrap();
    let conditions = [condition(), condition()];
    let waiting = AtomicU32::new(0);
    let woken = [AtomicU32::new(0), AtomicU32::new(0)];
    thread::scope(|scope| {
        for (condition, woken) in conditions.iter().zip(&woken) {
            for _ in 0..WAITERS {
                scope.spawn(|| {
                    let mut guard = value.get_lock().unwrap();
                    waiting.fetch_add(1, SeqCst);
                    assert!(guard.wait_on(condition, LONG).unwrap());
                    woken.fetch_add(1, SeqCst);
                });
            }
        }
        until(&waiting, 2 * WAITERS);
        // With the lock, all that are counted sleep or are about to.
        value.with_lock(|number| *number += 1).unwrap();
        value.notify_one_on(&conditions[0]);
        expect(&woken[0], 1);
        assert_eq!(woken[1].load(SeqCst), 0, "the commit was notified, if not to these");
        value.with_lock(|number| *number += 1).unwrap();
        value.notify_on(&conditions[1], 2);
        expect(&woken[1], 2);
        assert_eq!(woken[0].load(SeqCst), 1);
        for (condition, woken) in conditions.iter().zip(&woken) {
            value.notify_all_on(condition);
            until(woken, WAITERS);
        }
    });
}

#[test]
fn the_value_s_own_condition_is_another_one() {
    let value = Shared::<u32>::options().timeout(Timeout::Never).anonymous(0).unwrap();
    let further = condition();
    let (waiting, own_woken, woken) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut guard = value.get_lock().unwrap();
            waiting.fetch_add(1, SeqCst);
            assert!(guard.wait(LONG).unwrap());
            own_woken.fetch_add(1, SeqCst);
        });
        scope.spawn(|| {
            let mut guard = value.get_lock().unwrap();
            waiting.fetch_add(1, SeqCst);
            assert!(guard.wait_on(&further, LONG).unwrap());
            woken.fetch_add(1, SeqCst);
        });
        until(&waiting, 2);
        value.with_lock(|number| *number += 1).unwrap();
        value.notify_all_on(&further);
        expect(&woken, 1);
        assert_eq!(own_woken.load(SeqCst), 0);
        value.notify_all();
        until(&own_woken, 1);
    });
}

#[test]
fn a_commit_is_noticed_though_nobody_lived_to_notify() {
    let (value, changed) = (Shared::anonymous(0_u32).unwrap(), condition());
    thread::scope(|scope| {
        let mut guard = value.get_lock().unwrap();
        scope.spawn(|| value.with_lock(|number| *number = 1).unwrap());
        while *guard == 0 {
            assert!(guard.wait_on(&changed, LONG).unwrap());
        }
        drop(guard);
        scope.spawn(|| value.with_lock(|number| *number = 2).unwrap());
        assert_eq!(*value.wait_until_on(&changed, LONG, |number| *number == 2).unwrap(), 2);
    });
}

#[test]
fn what_does_not_come_times_out() {
    const LIMIT: Duration = Duration::from_millis(50);
    let (value, changed) = (Shared::anonymous(0_u32).unwrap(), condition());
    let start = Instant::now();
    let mut guard = value.get_lock().unwrap();
    assert!(!guard.wait_on(&changed, LIMIT).unwrap());
    assert!(!guard.wait_on(&changed, Timeout::Try).unwrap());
    assert!(!guard.wait_while_on(&changed, LIMIT, |number| *number == 0).unwrap());
    drop(guard);
    let outcome = value.wait_until_on(&changed, LIMIT, |number| *number != 0);
    assert!(matches!(outcome, Err(SyncError::ConditionTimeout { waited, .. }) if waited >= LIMIT));
    assert!(start.elapsed() >= 3 * LIMIT);
}

/// A queue whose senders and receivers are woken for what they wait for alone. The conditions are
/// in one segment, which the value is not in.
#[test]
fn not_empty_and_not_full() {
    const ITEMS: u64 = 2000;
    #[derive(SharedLocked)]
    #[shared(timeout = never)]
    struct Queue {
        sent: u64,
        received: u64,
        items: [u64; 4],
    }
    let queue = Shared::anonymous(Queue { sent: 0, received: 0, items: [0; 4] }).unwrap();
    let conditions = Table::<Condition>::anonymous(2, |_| Condition::new()).unwrap();
    let (not_empty, not_full) = (conditions.at(0).unwrap(), conditions.at(1).unwrap());
    let send = |item| {
        let mut guard = queue.wait_until_on(not_full, LONG, |queue| queue.sent - queue.received < 4).unwrap();
        let at = usize::try_from(guard.sent % 4).unwrap();
        guard.items[at] = item;
        guard.sent += 1;
        drop(guard);
        queue.notify_one_on(not_empty);
    };
    let receive = || {
        let mut guard = queue.get_lock().unwrap();
        while guard.sent == guard.received {
            assert!(guard.wait_on(not_empty, LONG).unwrap());
        }
        let at = usize::try_from(guard.received % 4).unwrap();
        let item = guard.items[at];
        guard.received += 1;
        drop(guard);
        queue.notify_one_on(not_full);
        item
    };
    let sum: u64 = thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || (0..ITEMS / 2).for_each(|item| send(2 * item + half)));
        }
        let receivers = [(); 2].map(|()| scope.spawn(|| (0..ITEMS / 2).map(|_| receive()).sum::<u64>()));
        receivers.map(|receiver| receiver.join().unwrap()).iter().sum()
    });
    assert_eq!(sum, (0..ITEMS).sum());
}

#[test]
fn by_every_kind_of_guard() {
    #[derive(SharedLocked)]
    #[shared(lock = recursive, timeout = never)]
    struct Nested {
        number: u32,
    }
    #[derive(SharedLocked)]
    #[shared(in_place, timeout = never)]
    struct Large {
        number: u32,
    }
    let changed = condition();
    let nested = Shared::anonymous(Nested { number: 0 }).unwrap();
    let large = Shared::<Large>::anonymous_with(|_| Ok(())).unwrap();
    thread::scope(|scope| {
        let outer = nested.get_lock().unwrap();
        let inner = nested.get_lock().unwrap();
        scope.spawn(|| {
            nested.with_lock(|nested| nested.number = 1).unwrap();
            nested.notify_one_on(&changed);
            let condition_holds = |nested: &Nested| nested.number == 2;
            assert_eq!(nested.wait_until_on(&changed, LONG, condition_holds).unwrap().depth(), 1);
        });
        while inner.get().unwrap().number == 0 {
            assert!(inner.wait_on(&changed, LONG).unwrap());
        }
        assert_eq!(outer.depth(), 2);
        inner.set(Nested { number: 2 }).unwrap();
        drop((inner, outer));
        nested.notify_all_on(&changed);
    });
    thread::scope(|scope| {
        let mut guard = large.get_lock().unwrap();
        scope.spawn(|| {
            large
                .with_lock(|large| {
                    large.number().set(1);
                    Ok(())
                })
                .unwrap();
            large.notify_all_on(&changed);
            let guard = large.wait_until_on(&changed, LONG, |large| Ok(large.number().get() == 2)).unwrap();
            drop(guard);
        });
        assert!(guard.wait_while_on(&changed, LONG, |large| Ok(large.number().get() == 0)).unwrap());
        guard.view().number().set(2);
        drop(guard);
        large.notify_on(&changed, 1);
    });
}

/// An upgrade wakes those that wait for the value's own condition; others look ten times a second.
#[test]
fn the_end_of_a_value_is_noticed() {
    #[derive(SharedLocked)]
    struct Old {
        number: u32,
    }
    #[derive(SharedLocked)]
    struct New {
        number: u64,
    }
    let name = tests::Name::new("further-upgraded");
    let (old, changed) = (Shared::create(name.as_str(), Old { number: 1 }).unwrap(), condition());
    thread::scope(|scope| {
        let mut guard = old.get_lock().unwrap();
        scope.spawn(|| {
            let options = Shared::<New>::options().timeout(Timeout::Never);
            let new = options.upgrade_from::<Old>(|old| New { number: old.number.into() }).open(name.as_str());
            assert_eq!(new.unwrap().load().unwrap().number, 1);
        });
        assert!(matches!(guard.wait_on(&changed, LONG), Err(SyncError::Superseded)));
    });
}
