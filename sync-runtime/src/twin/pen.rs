//! What the owner of the lock changes a value with.

use super::log::Log;
use super::slot::{LINE, Range, Slots};
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
    slots: Slots<'a>,
    /// The slot that does not count.
    working: Cell<usize>,
    /// Addresses, from and to, in which everything is noted and nothing is left.
    noted: Cell<(usize, usize)>,
    has_noted: Cell<bool>,
    /// Ranges in which the working slot is not yet what the committed one is.
    left: Cell<Option<[Range; LEFT]>>,
    /// Whether large ranges are left when the log is settled the next time: the writer before left
    /// them, or this one has written one. Of a writer that changes little after one that replaced
    /// much, the next one does not inherit that.
    leaves: Cell<bool>,
    process: Generation,
    /// Not `Send`: the lock belongs to the thread.
    thread: PhantomData<*mut ()>,
}

impl<'a> Pen<'a> {
    /// The pen of a writer that has acquired the lock. If the log is not empty, the owner before
    /// has died, or has left large ranges.
    #[inline(always)]
    pub(super) fn new(version: &'a AtomicU64, log: Log<'a>, slots: Slots<'a>) -> Self {
        // Between the store of the version, which the lock ordered before this, and what is written
        // from now on; see the module.
        fence(Release);
        if log.is_empty() { Self::of(version, log, slots) } else { Self::after_another(version, log, slots) }
    }

    #[inline(always)]
    fn of(version: &'a AtomicU64, log: Log<'a>, slots: Slots<'a>) -> Self {
        Self {
            version,
            log,
            slots,
            working: Cell::new(usize::from(version.load(Relaxed) & 1 == 0)),
            noted: Cell::new((0, 0)),
            has_noted: Cell::new(false),
            left: Cell::new(None),
            leaves: Cell::new(false),
            process: Generation::current(),
            thread: PhantomData,
        }
    }

    #[cold]
    #[inline(never)]
    fn after_another(version: &'a AtomicU64, log: Log<'a>, slots: Slots<'a>) -> Self {
        let pen = Self::of(version, log, slots);
        pen.log.repair(slots.lines());
        pen.leaves.set(true);
        pen.settle();
        pen
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
        if let Some(left) = self.left.get()
            && self.process.is_current()
        {
            self.bring(left, self.slots.touched(self.working.get(), at.addr(), len), Range::NONE);
        }
    }

    /// [`before_write`](Self::before_write), of what is not yet noted. Most changes are of a few
    /// bytes of one line.
    #[inline(never)]
    fn note(&self, at: usize, len: usize) {
        let working = self.working.get();
        match self.slots.line(working, at, len) {
            Some(line) if self.left.get().is_none() && self.log.note_line(line) => {
                self.has_noted.set(true);
                let ((from, to), noted) = (self.noted.get(), self.slots.addresses(working, Range::of(line)));
                self.noted.set(if noted.0 == to { (from, noted.1) } else { noted });
            }
            _ => self.note_range(at, len),
        }
        // The log comes before what is written. The kernel ends a process between two instructions,
        // so the order of the instructions is enough.
        compiler_fence(SeqCst);
    }

    #[inline(never)]
    fn note_range(&self, at: usize, len: usize) {
        let working = self.working.get();
        let range = self.slots.touched(working, at, len);
        if range.is_empty() {
            return;
        }
        self.has_noted.set(true);
        let is_large = range.len() >= LARGE;
        if is_large {
            self.leaves.set(true);
        }
        let noted = self.log.note(range, self.slots.lines());
        if let Some(left) = self.left.get() {
            self.bring(left, range, if is_large { self.slots.covered(working, at, len) } else { Range::NONE });
            // What else is noted may be left.
            self.noted.set((at, at + len));
        } else {
            self.noted.set(self.slots.addresses(working, noted));
        }
    }

    /// Copies what was left of `touched`, and forgets what was left of `overwritten`.
    #[cold]
    #[inline(never)]
    fn bring(&self, mut left: [Range; LEFT], touched: Range, overwritten: Range) {
        let working = self.working.get();
        let copy = |range| self.slots.copy_to(working, range);
        for index in 0..LEFT {
            let range = left[index];
            if !range.overlaps(touched) {
                continue;
            }
            let here = range.common(touched);
            let spared = here.common(overwritten);
            if spared.is_empty() {
                copy(here);
            } else {
                copy(Range { end: spared.first, ..here });
                copy(Range { first: spared.end, ..here });
            }
            let (before, after) = (Range { end: here.first, ..range }, Range { first: here.end, ..range });
            let (larger, smaller) = if before.len() < after.len() { (after, before) } else { (before, after) };
            left[index] = larger;
            match left.iter_mut().find(|place| place.is_empty()) {
                Some(place) => *place = smaller,
                None => copy(smaller),
            }
        }
        let has_left = left.iter().any(|range| !range.is_empty());
        self.left.set(has_left.then_some(left));
    }

    /// Commits what was written, if something was, and says whether. What is written afterwards is
    /// committed later.
    #[inline(always)]
    pub(crate) fn commit(&self) -> bool {
        if !self.has_noted.get() {
            return false;
        }
        if let Some(left) = self.left.get() {
            self.bring(left, Range { first: 0, end: usize::MAX }, Range::NONE);
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
        self.working.set(self.working.get() ^ 1);
    }

    /// [`commit`](Self::commit) of a first value, if nothing was written too.
    pub(crate) fn commit_first(&self) {
        if !self.commit() {
            self.count();
        }
    }

    /// Undoes what was written since the last commit.
    #[inline(always)]
    pub(crate) fn roll_back(&self) {
        if self.has_noted.get() {
            self.settle();
        }
    }

    /// Makes the working slot equal to the committed one, but for what is left to the next writer,
    /// and drops the rest from the log.
    #[inline(always)]
    fn settle(&self) {
        match self.log.only_line() {
            Some(line) if self.left.get().is_none() => {
                self.slots.copy_line_to(self.working.get(), line);
                self.log.drop_only_line();
            }
            _ => self.settle_ranges(),
        }
        self.has_noted.set(false);
        self.noted.set((0, 0));
        self.leaves.set(false);
    }

    #[inline(never)]
    fn settle_ranges(&self) {
        self.left.set(None);
        let working = self.working.get();
        self.log.settle(self.slots.lines(), |range| {
            if range.len() == 1 {
                self.slots.copy_line_to(working, range.first);
                return false;
            }
            let is_left = range.len() >= LARGE && self.leaves.get() && self.leave(range);
            if !is_left {
                self.slots.copy_to(working, range);
            }
            is_left
        });
    }

    /// Leaves a range to the next writer, if that is not too many.
    #[cold]
    #[inline(never)]
    fn leave(&self, range: Range) -> bool {
        let mut left = self.left.get().unwrap_or([Range::NONE; LEFT]);
        let Some(free) = left.iter_mut().find(|place| place.is_empty()) else { return false };
        *free = range;
        self.left.set(Some(left));
        true
    }
}

/// What was not committed is undone.
impl Drop for Pen<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.process.is_current() {
            self.roll_back();
        }
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "what follows would write where only the parent may")]
fn refuse_child() -> ! {
    panic!("a forked child cannot change a value whose lock its parent holds; acquire the lock in the child");
}
