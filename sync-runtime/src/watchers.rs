//! Those who sleep until a version moves, without the lock.
//!
//! One word of shared memory. Its lowest bit says that there may be a watcher, the rest is a
//! sequence. A watcher sets the bit, looks at the version once more, and sleeps as long as the word
//! is what it was when the bit was set. A committer stores the version, then reads the word. If the
//! bit is set, it raises the sequence and clears the bit in one step, then wakes every sleeper.
//!
//! No wake-up is lost, however many committers and watchers there are, and however late one of them
//! is. Either the committer sees the bit, or the watcher sees the version: of two parties that each
//! write one word and then read the other's, one sees the other. A committer that sees the bit
//! either changes the word or finds it changed since it looked. Who changes it wakes all that
//! sleeps on the value before. A watcher that was not asleep yet finds another value than the one
//! it would sleep on. A late committer cannot clear a bit that was set after it looked, for the
//! sequence is another one by then.
//!
//! A committer that is killed before it changes the word leaves the bit to the next one. One that
//! is killed between changing it and waking delays the watchers for one turn.

use crate::atomic::{
    AtomicU32,
    Ordering::{Relaxed, SeqCst},
    fence,
};
use crate::sys::futex::{self, Ended};
use crate::timeout::{Deadline, count_overslept};

/// The bit that says that there may be a watcher.
const WATCHED: u32 = 1;

/// One more in the sequence.
const STEP: u32 = 2;

/// How watching ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watch {
    /// The version is another one.
    Moved,
    /// The deadline came first.
    TimedOut,
    /// A signal came first, and the deadline is interruptible.
    Interrupted,
}

/// Zeroes are one that nobody uses.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Watchers(AtomicU32);

impl Watchers {
    /// Whether there may be a watcher to [wake](Self::wake_all). To be asked after the version was
    /// stored, and best after the lock was released.
    #[inline(always)]
    pub(crate) fn are_there(&self) -> bool {
        // The store of the version has to come before this load, or a watcher that looked at the
        // version in between sleeps on. On x86_64 the release of the mutex, an atomic exchange, has
        // ordered them.
        #[cfg(not(target_arch = "x86_64"))]
        fence(SeqCst);
        self.0.load(Relaxed) & WATCHED != 0
    }

    /// Wakes every watcher. It makes one system call, also for watchers that died; then none until
    /// there is a new one.
    #[inline]
    pub(crate) fn wake_all(&self) {
        let seen = self.0.load(SeqCst);
        let next = (seen & !WATCHED).wrapping_add(STEP);
        // If another committer was faster, it wakes all who slept on `seen`.
        if seen & WATCHED != 0 && self.0.compare_exchange(seen, next, SeqCst, Relaxed).is_ok() {
            futex::wake(self.0.as_ptr(), u32::MAX);
        }
    }

    /// Sleeps until `moved` returns true.
    pub(crate) fn sleep_until(&self, moved: impl Fn() -> bool, deadline: Deadline) -> Watch {
        let mut ended = Ended::Changed;
        loop {
            if moved() {
                return Watch::Moved;
            }
            if deadline.has_passed() {
                return Watch::TimedOut;
            }
            if ended == Ended::Interrupted && deadline.is_interruptible() {
                return Watch::Interrupted;
            }
            let word = self.0.fetch_or(WATCHED, SeqCst) | WATCHED;
            fence(SeqCst);
            if moved() {
                return Watch::Moved;
            }
            ended = futex::wait(self.0.as_ptr(), word, deadline.or_one_turn());
            if ended == Ended::TimedOut && moved() && !deadline.has_passed() {
                count_overslept();
            }
        }
    }
}
