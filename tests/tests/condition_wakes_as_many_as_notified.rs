//! `notify(n)` wakes n waiters and no more, as `threading.Condition` does, in threads and in
//! processes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};
use sync_runtime::{Condvar, MutexOptions, OwnedMutex, Shared};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

/// Long enough for a waiter to look again several times.
const SEVERAL_TURNS: Duration = Duration::from_millis(350);

const WAITERS: u32 = 6;

/// What the waiters and the notifier of a test share.
#[derive(Default)]
struct Counts {
    /// How many hold the lock and are about to wait, or wait.
    waiting: AtomicU32,
    notified: AtomicU32,
    woken_for_nothing: AtomicU32,
    done: AtomicBool,
}

impl Counts {
    fn woke(&self, notified: bool) {
        let count = if notified { &self.notified } else { &self.woken_for_nothing };
        count.fetch_add(1, SeqCst);
    }

    /// Waits until `notified` is `expected`, and sees whether it stays so.
    fn expect(&self, expected: u32) {
        let start = Instant::now();
        while self.notified.load(SeqCst) < expected {
            assert!(start.elapsed() < LONG, "{} of {expected}", self.notified.load(SeqCst));
            thread::yield_now();
        }
        // Whether one wakes that should not shows in time only.
        let end = Instant::now() + SEVERAL_TURNS;
        while Instant::now() < end {
            thread::park_timeout(end - Instant::now());
        }
        assert_eq!(self.notified.load(SeqCst), expected, "woken");
        assert_eq!(self.woken_for_nothing.load(SeqCst), 0);
    }
}

#[test]
fn a_bare_condition_wakes_exactly_as_many() {
    let options = MutexOptions { recursive: false, ..Default::default() };
    let (mutex, condvar, counts) = (OwnedMutex::new(options).unwrap(), Condvar::new(), Counts::default());
    thread::scope(|scope| {
        for _ in 0..WAITERS {
            scope.spawn(|| {
                let guard = mutex.lock_within(LONG).unwrap();
                counts.waiting.fetch_add(1, SeqCst);
                counts.woke(condvar.wait(&mutex, LONG).unwrap().notified);
                drop(guard);
            });
        }
        // With the lock, all that are counted sleep or are about to.
        while counts.waiting.load(SeqCst) < WAITERS {
            thread::yield_now();
        }
        drop(mutex.lock_within(LONG).unwrap());
        condvar.notify_one();
        counts.expect(1);
        condvar.notify(2);
        counts.expect(3);
        condvar.notify_all();
        counts.expect(WAITERS);
    });
}

#[test]
fn a_value_s_condition_wakes_exactly_as_many() {
    let shared = Shared::<u32>::options().timeout(LONG).anonymous(0).unwrap();
    let counts = Counts::default();
    thread::scope(|scope| {
        for _ in 0..WAITERS {
            scope.spawn(|| {
                let mut guard = shared.get_lock().unwrap();
                counts.waiting.fetch_add(1, SeqCst);
                counts.woke(guard.wait(LONG).unwrap());
            });
        }
        while counts.waiting.load(SeqCst) < WAITERS {
            thread::yield_now();
        }
        for (notified, expected) in [(1, 1), (2, 3), (u32::MAX, WAITERS)] {
            // A commit that is followed by a notification wakes no others.
            shared.with_lock(|number| *number += 1).unwrap();
            shared.notify(notified);
            counts.expect(expected);
        }
    });
}

#[test]
fn one_of_a_hundred_wakes() {
    const MANY: u32 = 100;
    let shared = Shared::<u32>::options().timeout(LONG).anonymous(0).unwrap();
    let counts = Counts::default();
    thread::scope(|scope| {
        for _ in 0..MANY {
            scope.spawn(|| {
                let mut guard = shared.get_lock().unwrap();
                counts.waiting.fetch_add(1, SeqCst);
                counts.woke(guard.wait(LONG).unwrap());
            });
        }
        while counts.waiting.load(SeqCst) < MANY {
            thread::yield_now();
        }
        drop(shared.get_lock().unwrap());
        for expected in 1..=3 {
            shared.notify_one();
            counts.expect(expected);
        }
        shared.notify_all();
        counts.expect(MANY);
    });
}

#[test]
fn a_notification_between_two_short_waits_is_not_lost() {
    const ROUNDS: u32 = 1000;
    const SLICE: Duration = Duration::from_micros(200);
    let options = MutexOptions { recursive: false, ..Default::default() };
    let (mutex, condvar, counts) = (OwnedMutex::new(options).unwrap(), Condvar::new(), Counts::default());
    thread::scope(|scope| {
        scope.spawn(|| {
            let guard = mutex.lock_within(LONG).unwrap();
            counts.waiting.store(1, SeqCst);
            while !counts.done.load(SeqCst) {
                if condvar.wait(&mutex, SLICE).unwrap().notified {
                    counts.notified.fetch_add(1, SeqCst);
                }
            }
            drop(guard);
        });
        while counts.waiting.load(SeqCst) == 0 {
            thread::yield_now();
        }
        for round in 1..=ROUNDS {
            // The waiter waits, or waits for the lock: it cannot be between two waits.
            let guard = mutex.lock_within(LONG).unwrap();
            condvar.notify_one();
            // Longer than a slice now and then, so that the wait ends before the lock is free.
            let end = Instant::now() + SLICE * (round % 4);
            while Instant::now() < end {
                std::hint::spin_loop();
            }
            drop(guard);
            let start = Instant::now();
            while counts.notified.load(SeqCst) < round {
                assert!(start.elapsed() < Duration::from_secs(10), "lost in round {round}");
                thread::yield_now();
            }
        }
        counts.done.store(true, SeqCst);
    });
    assert_eq!(counts.notified.load(SeqCst), ROUNDS);
}
