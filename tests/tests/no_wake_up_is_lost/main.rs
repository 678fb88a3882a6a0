//! Every order in which committers and watchers, notifiers and waiters can meet: the runtime's own
//! `watchers.rs` and `condvar`, compiled here with loom's atomics and a model of the kernel's
//! futex.
//!
//! When all have committed or notified, nobody may sleep. With the orderings or the sequence
//! weakened, the same models have to find a thread that does.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

mod atomic;
#[path = "../models/explore.rs"]
mod explore;
mod sys;
mod timeout;

mod error {
    #[derive(Debug)]
    pub(crate) enum SyncError {
        Null,
        Interrupted,
    }
}

mod place {
    use crate::error::SyncError;
    use core::ptr::NonNull;

    pub(crate) fn check<T>(buffer: *mut u8, _: usize) -> Result<NonNull<T>, SyncError> {
        NonNull::new(buffer.cast()).ok_or(SyncError::Null)
    }
}

mod mutex {
    use crate::error::SyncError;
    use crate::timeout::Timeout;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) struct Acquired;

    /// Not modelled: the models take loom's.
    pub(crate) struct Mutex;

    #[allow(clippy::unused_self, clippy::unnecessary_wraps, reason = "the signatures of the runtime's")]
    impl Mutex {
        pub(crate) fn acquire(&self, _: Timeout) -> Result<Acquired, SyncError> {
            Ok(Acquired)
        }

        pub(crate) fn release_all(&self) -> Result<u32, SyncError> {
            Ok(1)
        }
    }
}

#[path = "../../../sync-runtime/src/watchers.rs"]
#[allow(dead_code, clippy::inline_always, reason = "as in the runtime")]
mod watchers;

#[path = "../../../sync-runtime/src/condvar/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the runtime uses all of it, and exports it")]
mod condvar;

use atomic::{WEAKNESS, Weakness, fence};
use condvar::{Condvar, Progress, Slept, Unnotified};
use explore::explore;
use loom::sync::atomic::AtomicU64;
use loom::sync::{Arc, Mutex};
use loom::thread;
use std::mem;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed, Ordering::SeqCst};
use sys::futex;
use timeout::Deadline;
use watchers::{Watch, Watchers};

/// A version and those who watch it.
struct Watched {
    version: AtomicU64,
    watchers: Watchers,
    lock: Mutex<()>,
}

impl Watched {
    fn new() -> Arc<Self> {
        futex::HALF.set(false);
        // SAFETY: `Watchers` is `repr(transparent)` over this.
        let watchers = unsafe { mem::transmute::<atomic::AtomicU32, Watchers>(atomic::AtomicU32::default()) };
        Arc::new(Self { version: AtomicU64::new(0), watchers, lock: Mutex::new(()) })
    }

    /// Commits as the runtime does: stores the version, releases the lock, wakes.
    fn commit(&self) {
        let held = self.lock.lock().unwrap();
        self.version.store(self.version.load(Relaxed) + 1, SeqCst);
        drop(held);
        // On x86_64 the release of the lock is this fence; elsewhere it is in `are_there`.
        fence(SeqCst);
        if self.watchers.are_there() {
            self.watchers.wake_all();
        }
    }

    /// Watches until the version is `last`.
    fn watch(&self, last: u64) {
        let mut seen = 0;
        while seen < last && self.watchers.sleep_until(|| self.version.load(SeqCst) != seen, Deadline) == Watch::Moved {
            seen = self.version.load(SeqCst);
        }
    }
}

/// Runs threads that wake and threads that sleep, one of these in the model's own thread. None of
/// them may sleep on when all who wake have ended.
fn run<S: Send + Sync + 'static>(shared: &Arc<S>, wakers: usize, wake: fn(&S), sleepers: usize, sleep: fn(&S)) {
    let left = std::sync::Arc::new(AtomicUsize::new(wakers));
    let mut threads: Vec<_> = (0..wakers)
        .map(|_| {
            let (shared, left) = (Arc::clone(shared), std::sync::Arc::clone(&left));
            thread::spawn(move || {
                wake(&shared);
                if left.fetch_sub(1, Relaxed) == 1 {
                    futex::end();
                }
            })
        })
        .collect();
    threads.extend((1..sleepers).map(|_| {
        let shared = Arc::clone(shared);
        thread::spawn(move || sleep(&shared))
    }));
    sleep(shared);
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(!futex::overslept(), "overslept");
}

/// Something to wait for.
struct Awaited {
    ready: Mutex<u32>,
    condvar: Condvar,
    /// Where it is noted what was notified, if `condvar` is a further condition.
    first: Condvar,
}

impl Awaited {
    fn new() -> Arc<Self> {
        futex::HALF.set(true);
        Arc::new(Self { ready: Mutex::new(0), condvar: Condvar::default(), first: Condvar::default() })
    }

    /// Makes one thing ready, as the runtime's users do.
    fn make(&self, notify: fn(&Condvar)) {
        self.make_ready();
        notify(&self.condvar);
    }

    /// [`make`](Self::make), by a further condition of a value.
    fn make_by_further(&self) {
        self.make_ready();
        self.first.notify_further(&self.condvar, 1, 1);
    }

    fn make_ready(&self) {
        *self.ready.lock().unwrap() += 1;
        fence(SeqCst);
    }

    /// Waits for one thing and takes it, as the runtime does.
    fn take(&self) {
        let mut ready = self.ready.lock().unwrap();
        while *ready == 0 {
            let mut waiter = self.condvar.register(0);
            drop(ready);
            if self.condvar.sleep(&mut waiter, Deadline, Unnotified::WithoutNotifier, Progress::default)
                != Slept::Notified
            {
                return;
            }
            ready = self.ready.lock().unwrap();
        }
        *ready -= 1;
    }
}

fn one_commits_twice_and_one_watches() {
    let twice = |watched: &Watched| (0..2).for_each(|_| watched.commit());
    run(&Watched::new(), 1, twice, 1, |watched| watched.watch(2));
}

fn two_commit_and_one_watches() {
    run(&Watched::new(), 2, Watched::commit, 1, |watched| watched.watch(2));
}

fn one_commits_and_two_watch() {
    run(&Watched::new(), 1, Watched::commit, 2, |watched| watched.watch(1));
}

fn one_notifies_and_one_waits() {
    run(&Awaited::new(), 1, |awaited| awaited.make(Condvar::notify_one), 1, Awaited::take);
}

fn one_notifies_a_further_one_and_one_waits() {
    run(&Awaited::new(), 1, Awaited::make_by_further, 1, Awaited::take);
}

fn two_notify_one_and_two_wait() {
    run(&Awaited::new(), 2, |awaited| awaited.make(Condvar::notify_one), 2, Awaited::take);
}

fn two_notify_all_and_two_wait() {
    run(&Awaited::new(), 2, |awaited| awaited.make(Condvar::notify_all), 2, Awaited::take);
}

/// One comes to wait while others are being notified, and one of these leaves, before that or
/// after. The next notification is for the newcomer.
fn one_comes_while_others_are_notified(leaves_before: bool) {
    let awaited = Awaited::new();
    let first = awaited.condvar.register(0);
    let notifier = Arc::clone(&awaited);
    let notifier = thread::spawn(move || notifier.condvar.notify_all());
    let newcomer = if leaves_before {
        awaited.condvar.leave(first);
        awaited.condvar.register(0)
    } else {
        let newcomer = awaited.condvar.register(0);
        awaited.condvar.leave(first);
        newcomer
    };
    notifier.join().unwrap();
    awaited.condvar.notify_one();
    assert!(awaited.condvar.leave(newcomer), "overslept");
}

#[test]
fn a_newcomer_is_notified_in_every_order() {
    for model in [|| one_comes_while_others_are_notified(false), || one_comes_while_others_are_notified(true)] {
        assert!(explore(Weakness::Nowhere, Some(4), model) > 10);
    }
}

const MODELS: [(&str, usize, fn()); 7] = [
    ("one commits twice, one watches", 3, one_commits_twice_and_one_watches),
    ("two commit, one watches", 2, two_commit_and_one_watches),
    ("one commits, two watch", 2, one_commits_and_two_watch),
    ("one notifies one, one waits", 4, one_notifies_and_one_waits),
    ("one notifies a further one, one waits", 4, one_notifies_a_further_one_and_one_waits),
    ("two notify one, two wait", 1, two_notify_one_and_two_wait),
    ("two notify all, two wait", 1, two_notify_all_and_two_wait),
];

#[test]
fn whoever_waits_is_woken_in_every_order() {
    for (name, preemptions, model) in MODELS {
        let start = std::time::Instant::now();
        let orders = explore(Weakness::Nowhere, Some(preemptions), model);
        println!("{name}: {orders} orders with up to {preemptions} preemptions, {:.1?}", start.elapsed());
        assert!(orders > 10, "{name}: {orders} orders");
    }
}

/// Whether the models find that a thread sleeps for ever.
fn is_found(weakness: Weakness) {
    let found = MODELS.iter().find(|(_, preemptions, model)| {
        let found = panic::catch_unwind(|| explore(weakness, Some(*preemptions), *model));
        WEAKNESS.set(Weakness::Nowhere);
        found.is_err_and(|fault| fault.downcast_ref::<&str>() == Some(&"overslept"))
    });
    println!("{weakness:?}: {:?}", found.map(|(name, ..)| name));
    assert!(found.is_some(), "the weakness goes unnoticed");
}

#[test]
fn missing_fences_are_found() {
    is_found(Weakness::Fences);
}

#[test]
fn a_flag_without_a_sequence_is_found() {
    is_found(Weakness::Sequence);
}
