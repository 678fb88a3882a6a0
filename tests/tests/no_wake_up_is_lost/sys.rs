//! What the runtime names as `crate::sys`: a clock that stands still, and the kernel's futex.

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
        /// A thread slept on, or would have.
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

    /// Says that no thread will wake another one any more, and ends the sleep of those that were
    /// not woken.
    pub(crate) fn end() {
        let mut state = STATE.lock().unwrap();
        state.over = true;
        state.overslept |= state.sleepers > 0;
        state.sleepers = 0;
        QUEUE.notify_all();
    }

    /// Whether a thread slept on though all that was to come had come.
    pub(crate) fn overslept() -> bool {
        STATE.lock().unwrap().overslept
    }
}
