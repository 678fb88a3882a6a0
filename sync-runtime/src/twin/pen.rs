//! What the owner of the lock changes a value with.

use super::log::Log;
use super::slot::{LINE, Lines, Range};
use crate::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
    fence,
};
use crate::sys::fork::Generation;
use core::cell::Cell;
use core::marker::PhantomData;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

/// From so many lines on, a range is left to the next writer, who may overwrite it whole. Below
/// that a copy that is made at once, while the lines are in the cache, costs less than to remember
/// it.
const LARGE: usize = 16 * 1024 / LINE;

/// How many ranges are left to the next writer.
const LEFT: usize = 2;

/// Changes a value in the slot that does not count, and commits the changes by one store. Only the
/// owner of the lock has one.
///
/// Of a range that the writer before left in the log (see the module), nothing is read or written
/// before the pen has copied it or knows that all of it is overwritten.
#[derive(Debug)]
pub(crate) struct Pen<'a> {
    version: &'a AtomicU64,
    log: Log<'a>,
    slots: [Lines<'a>; 2],
    /// Whether the second one counts.
    odd_counts: Cell<bool>,
    /// Addresses, from and to, in which everything is noted and nothing is left.
    noted: Cell<(usize, usize)>,
    has_noted: Cell<bool>,
    has_left: Cell<bool>,
    /// Ranges in which the working slot is not yet what the committed one is.
    left: [Cell<Range>; LEFT],
    process: Generation,
    /// Not `Send`: the lock belongs to the thread.
    thread: PhantomData<*mut ()>,
}

impl<'a> Pen<'a> {
    /// The pen of a writer that has acquired the lock. If the log is not empty, the owner before
    /// has died, or has left large ranges.
    #[inline(always)]
    pub(super) fn new(version: &'a AtomicU64, log: Log<'a>, slots: [Lines<'a>; 2]) -> Self {
        let pen = Self {
            version,
            log,
            slots,
            odd_counts: Cell::new(version.load(Relaxed) & 1 != 0),
            noted: Cell::new((0, 0)),
            has_noted: Cell::new(false),
            has_left: Cell::new(false),
            left: [const { Cell::new(Range::NONE) }; LEFT],
            process: Generation::current(),
            thread: PhantomData,
        };
        // Between the store of the version, which the lock ordered before this, and what is written
        // from now on; see the module.
        fence(Release);
        if !pen.log.is_empty() {
            pen.settle();
        }
        pen
    }

    /// The slot that counts, and the other one.
    #[inline(always)]
    fn slots(&self) -> [Lines<'a>; 2] {
        let [even, odd] = self.slots;
        if self.odd_counts.get() { [odd, even] } else { [even, odd] }
    }

    /// Whether this is the process that acquired the lock, and no child of it.
    #[inline(always)]
    pub(crate) fn is_of_this_process(&self) -> bool {
        self.process.is_current()
    }

    /// Whether something was noted since the last commit.
    #[inline(always)]
    pub(crate) fn has_noted(&self) -> bool {
        self.has_noted.get()
    }

    /// Notes that `len` bytes at `at`, in the working slot, are about to be written, all of them.
    ///
    /// # Panics
    ///
    /// In a forked child, for its parent holds the lock.
    #[inline(always)]
    pub(crate) fn before_write(&self, at: *const u8, len: usize) {
        if !self.process.is_current() {
            refuse_child();
        }
        let at = at.addr();
        let (from, to) = self.noted.get();
        if at < from || at + len > to {
            self.note(at, len);
        }
    }

    /// Notes that `len` bytes at `at`, in the working slot, are about to be read.
    #[inline(always)]
    pub(crate) fn before_read(&self, at: *const u8, len: usize) {
        if self.has_left.get() && self.process.is_current() {
            let [_, working] = self.slots();
            self.bring(working.touched(at.addr(), len), Range::NONE);
        }
    }

    #[inline]
    fn note(&self, at: usize, len: usize) {
        let [_, working] = self.slots();
        let range = working.touched(at, len);
        if range.is_empty() {
            return;
        }
        self.has_noted.set(true);
        let noted = self.log.note(range);
        if self.has_left.get() {
            self.bring(range, if range.len() < LARGE { Range::NONE } else { working.covered(at, len) });
            // What else is noted may be left.
            self.noted.set((at, at + len));
        } else {
            self.noted.set(working.addresses(noted));
        }
        // The log comes before what is written. The kernel ends a process between two instructions,
        // so the order of the instructions is enough.
        compiler_fence(SeqCst);
    }

    /// Copies what was left of `touched`, and forgets what was left of `overwritten`.
    #[cold]
    #[inline(never)]
    fn bring(&self, touched: Range, overwritten: Range) {
        let [from, to] = self.slots();
        for left in &self.left {
            let range = left.get();
            if !range.overlaps(touched) {
                continue;
            }
            let here = range.common(touched);
            let spared = here.common(overwritten);
            if spared.is_empty() {
                to.copy_from(from, here);
            } else {
                to.copy_from(from, Range { end: spared.first, ..here });
                to.copy_from(from, Range { first: spared.end, ..here });
            }
            let (before, after) = (Range { end: here.first, ..range }, Range { first: here.end, ..range });
            let (larger, smaller) = if before.len() < after.len() { (after, before) } else { (before, after) };
            left.set(larger);
            if let Some(place) = self.left.iter().find(|place| place.get().is_empty()) {
                place.set(smaller);
            } else {
                to.copy_from(from, smaller);
            }
        }
        self.has_left.set(self.left.iter().any(|left| !left.get().is_empty()));
    }

    /// Commits what was written, if something was, and says whether. What is written afterwards is
    /// committed later.
    #[inline(always)]
    pub(crate) fn commit(&self) -> bool {
        if !self.has_noted.get() {
            return false;
        }
        if self.has_left.get() {
            self.bring(Range { first: 0, end: usize::MAX }, Range::NONE);
        }
        self.count();
        // Between the store of the version and what is written from now on; see the module.
        fence(Release);
        self.settle();
        true
    }

    /// Makes what was written count, by one store.
    #[inline(always)]
    fn count(&self) {
        // No other thread changes it.
        self.version.store(self.version.load(Relaxed).wrapping_add(1), Release);
        self.odd_counts.set(!self.odd_counts.get());
    }

    /// [`commit`](Self::commit) of a first value, if nothing was written too.
    pub(crate) fn commit_first(&self) {
        if !self.commit() {
            self.count();
        }
    }

    /// Undoes what was written since the last commit.
    pub(crate) fn roll_back(&self) {
        if self.has_noted.get() {
            self.settle();
        }
    }

    /// Makes the working slot equal to the committed one, but for what is left to the next writer,
    /// and drops the rest from the log.
    #[inline]
    fn settle(&self) {
        let [from, to] = self.slots();
        self.has_noted.set(false);
        self.noted.set((0, 0));
        let mut left = self.left.iter();
        self.log.settle(|range| {
            if range.len() >= LARGE
                && let Some(place) = left.next()
            {
                place.set(range);
                return true;
            }
            to.copy_from(from, range);
            false
        });
        let count = LEFT - left.len();
        self.has_left.set(count > 0);
        if count > 0 {
            left.for_each(|place| place.set(Range::NONE));
        }
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "what follows would write where only the parent may")]
fn refuse_child() -> ! {
    panic!("a forked child cannot change a value whose lock its parent holds; acquire the lock in the child");
}
