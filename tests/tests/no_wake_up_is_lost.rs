//! Every order in which committers and watchers, notifiers and waiters can meet: the runtime's own
//! `watchers.rs` and `condvar`, compiled here with loom's atomics and a model of the kernel's
//! futex.
//!
//! When all have committed or notified, nobody may sleep. With the orderings or the sequence
//! weakened, the same models have to find somebody who does.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

/// What the runtime names as `crate::atomic`: loom's, with one weakness if there is to be one.
mod atomic {
    pub(crate) use core::sync::atomic::Ordering;
    use std::cell::Cell;

    /// What is missing.
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    pub(crate) enum Weakness {
        Nowhere,
        /// The fences that order a store before a load of another word.
        Fences,
        /// That the committer raises the sequence: it only clears the bit.
        Sequence,
    }

    thread_local! {
        /// Loom runs all threads of a model on one thread.
        pub(crate) static WEAKNESS: Cell<Weakness> = const { Cell::new(Weakness::Nowhere) };
    }

    fn or_relaxed(ordering: Ordering) -> Ordering {
        if WEAKNESS.get() == Weakness::Fences { Ordering::Relaxed } else { ordering }
    }

    #[derive(Debug)]
    pub(crate) struct AtomicU32(loom::sync::atomic::AtomicU32);

    impl Default for AtomicU32 {
        fn default() -> Self {
            Self(loom::sync::atomic::AtomicU32::new(0))
        }
    }

    impl AtomicU32 {
        pub(crate) fn load(&self, ordering: Ordering) -> u32 {
            self.0.load(or_relaxed(ordering))
        }

        pub(crate) fn store(&self, value: u32, ordering: Ordering) {
            self.0.store(value, or_relaxed(ordering));
        }

        pub(crate) fn fetch_add(&self, value: u32, ordering: Ordering) -> u32 {
            self.0.fetch_add(value, or_relaxed(ordering))
        }

        pub(crate) fn fetch_or(&self, value: u32, ordering: Ordering) -> u32 {
            self.0.fetch_or(value, or_relaxed(ordering))
        }

        pub(crate) fn compare_exchange(&self, old: u32, new: u32, yes: Ordering, no: Ordering) -> Result<u32, u32> {
            if WEAKNESS.get() == Weakness::Sequence {
                // What a plain flag would be: cleared, whatever happened meanwhile, and the
                // sleepers not told.
                return Ok(self.0.swap(old & !1, yes));
            }
            self.0.compare_exchange(old, new, or_relaxed(yes), no)
        }

        /// An address for the model of the futex, which finds this again.
        pub(crate) fn as_ptr(&self) -> *mut u32 {
            core::ptr::from_ref(self).cast_mut().cast()
        }
    }

    /// The word of a `Condvar`.
    #[derive(Debug)]
    pub(crate) struct AtomicU64(loom::sync::atomic::AtomicU64);

    impl Default for AtomicU64 {
        fn default() -> Self {
            Self(loom::sync::atomic::AtomicU64::new(0))
        }
    }

    impl AtomicU64 {
        pub(crate) fn load(&self, ordering: Ordering) -> u64 {
            self.0.load(or_relaxed(ordering))
        }

        pub(crate) fn compare_exchange(&self, old: u64, new: u64, yes: Ordering, no: Ordering) -> Result<u64, u64> {
            self.0.compare_exchange(old, new, or_relaxed(yes), or_relaxed(no))
        }

        pub(crate) fn compare_exchange_weak(
            &self,
            old: u64,
            new: u64,
            yes: Ordering,
            no: Ordering,
        ) -> Result<u64, u64> {
            self.compare_exchange(old, new, yes, no)
        }

        /// As that of [`AtomicU32`]. The model of the futex is told which of the two it is.
        pub(crate) fn as_ptr(&self) -> *mut u64 {
            core::ptr::from_ref(self).cast_mut().cast()
        }
    }

    pub(crate) fn fence(ordering: Ordering) {
        if WEAKNESS.get() != Weakness::Fences {
            loom::sync::atomic::fence(ordering);
        }
    }
}

mod sys {
    /// Time does not pass, until a wake-up was lost.
    pub(crate) mod clock {
        use core::cmp::Ordering;

        #[derive(Clone, Copy)]
        pub(crate) struct Moment;

        impl Moment {
            pub(crate) fn now() -> Self {
                Self
            }
        }

        impl PartialEq for Moment {
            fn eq(&self, _: &Self) -> bool {
                crate::sys::futex::overslept()
            }
        }

        impl PartialOrd for Moment {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(if self == other { Ordering::Equal } else { Ordering::Greater })
            }
        }
    }

    /// A model of `futex(2)` for one word: the kernel compares and queues under one lock, and wakes
    /// under it.
    pub(crate) mod futex {
        use crate::atomic::{AtomicU32, AtomicU64, Ordering::SeqCst};
        use loom::sync::{Condvar, Mutex};
        use std::cell::Cell;

        thread_local! {
            /// Whether the word is the low half of a `Condvar`'s. Loom runs all threads of a model
            /// on one thread.
            pub(crate) static HALF: Cell<bool> = const { Cell::new(false) };
        }

        /// Why a wait ended.
        #[allow(dead_code, reason = "the model knows no time and no signals")]
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Ended {
            Woken,
            Changed,
            TimedOut,
            Interrupted,
        }

        #[derive(Default)]
        struct State {
            /// How many sleep.
            sleepers: u32,
            /// Nobody is left who could wake them.
            over: bool,
            /// Somebody slept on, or would have.
            overslept: bool,
        }

        loom::lazy_static! {
            static ref STATE: Mutex<State> = Mutex::new(State::default());
            static ref QUEUE: Condvar = Condvar::new();
        }

        pub(crate) fn wake(_: *const u32, count: u32) -> u32 {
            let mut state = STATE.lock().unwrap();
            let woken = count.min(state.sleepers);
            for _ in 0..woken {
                QUEUE.notify_one();
            }
            state.sleepers -= woken;
            woken
        }

        #[allow(clippy::cast_ptr_alignment, clippy::cast_possible_truncation, reason = "it was cast from there")]
        fn value_of(word: *const u32) -> u32 {
            if HALF.get() {
                // SAFETY: `as_ptr` made it of a reference that is alive in the caller.
                unsafe { &*word.cast::<AtomicU64>() }.load(SeqCst) as u32
            } else {
                // SAFETY: as above.
                unsafe { &*word.cast::<AtomicU32>() }.load(SeqCst)
            }
        }

        pub(crate) fn wait<D>(word: *const u32, expected: u32, _: D) -> Ended {
            let mut state = STATE.lock().unwrap();
            if value_of(word) != expected {
                return Ended::Changed;
            }
            if state.over {
                state.overslept = true;
            } else {
                state.sleepers += 1;
                drop(QUEUE.wait(state).unwrap());
            }
            Ended::Woken
        }

        /// Says that nobody will wake anybody any more, and ends the sleep of those that were not
        /// woken.
        pub(crate) fn end() {
            let mut state = STATE.lock().unwrap();
            state.over = true;
            state.overslept |= state.sleepers > 0;
            state.sleepers = 0;
            QUEUE.notify_all();
        }

        /// Whether somebody slept on though all that was to come had come.
        pub(crate) fn overslept() -> bool {
            STATE.lock().unwrap().overslept
        }
    }
}

mod timeout {
    use crate::sys::clock::Moment;
    use core::time::Duration;

    pub(crate) const LONGEST_SLEEP: Duration = Duration::ZERO;

    #[derive(Clone, Copy)]
    pub(crate) struct Timeout;

    impl Timeout {
        #[allow(non_upper_case_globals, reason = "the name of the runtime's variant")]
        pub(crate) const Never: Self = Self;
    }

    pub(crate) trait IntoTimeout: Into<Timeout> {}

    impl<T: Into<Timeout>> IntoTimeout for T {}

    #[derive(Clone, Copy)]
    pub(crate) struct Deadline;

    #[allow(clippy::unused_self, reason = "the signatures of the runtime's")]
    impl Deadline {
        pub(crate) fn new(_: Timeout) -> Self {
            Self
        }

        /// So that a model in which a wake-up was lost comes to its end.
        pub(crate) fn has_passed(self) -> bool {
            crate::sys::futex::overslept()
        }

        pub(crate) fn is_interruptible(self) -> bool {
            false
        }

        pub(crate) fn or_one_turn(self) -> Self {
            self
        }

        #[allow(clippy::unnecessary_wraps, reason = "the signature of the runtime's")]
        pub(crate) fn or_after(self, _: Duration) -> Option<Moment> {
            Some(Moment)
        }
    }

    pub(crate) fn count_overslept() {}
}

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

#[path = "../../sync-runtime/src/watchers.rs"]
#[allow(dead_code, clippy::inline_always, reason = "as in the runtime")]
mod watchers;

#[path = "../../sync-runtime/src/condvar/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "the runtime uses all of it, and exports it")]
mod condvar;

use atomic::{WEAKNESS, Weakness, fence};
use condvar::{Condvar, Progress, Slept, Unnotified};
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

/// Explores a model up to so many preemptions, and says in how many orders.
fn explore(weakness: Weakness, preemptions: usize, model: fn()) -> usize {
    let orders = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = std::sync::Arc::clone(&orders);
    WEAKNESS.set(weakness);
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(move || {
        counter.fetch_add(1, Relaxed);
        model();
    });
    WEAKNESS.set(Weakness::Nowhere);
    orders.load(Relaxed)
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

/// One comes to wait while others are being notified, and one of these leaves, before that or after.
/// The next notification is for the newcomer.
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
        assert!(explore(Weakness::Nowhere, 4, model) > 10);
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
        let orders = explore(Weakness::Nowhere, preemptions, model);
        println!("{name}: {orders} orders with up to {preemptions} preemptions, {:.1?}", start.elapsed());
        assert!(orders > 10, "{name}: {orders} orders");
    }
}

/// Whether the models find that somebody sleeps for ever.
fn is_found(weakness: Weakness) {
    let found = MODELS.iter().find(|(_, preemptions, model)| {
        let found = panic::catch_unwind(|| explore(weakness, *preemptions, *model));
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
