//! What the owner of the lock changes a value with.

use super::entry::bit_of;
use super::log::Log;
use super::next::Next;
use super::notes::{Left, Notes};
use super::place::Place;
use super::slot::LINE;
use crate::atomic::{
    Ordering::{Relaxed, Release},
    fence,
};
use crate::sys::fork::Generation;
use core::cell::Cell;
use core::marker::PhantomData;
use core::sync::atomic::{Ordering::SeqCst, compiler_fence};

/// Changes a value in the slot that does not count, and commits the changes by one store. Only the
/// owner of the lock has one.
///
/// Of a range that the writer before left in the log (see the module), nothing is read or written
/// before the pen has copied it or knows that all of it is overwritten.
///
/// What is not committed when the pen is dropped is undone by the next owner, which finds it in the
/// log.
#[derive(Debug)]
pub(crate) struct Pen<'a> {
    place: Place<'a>,
    /// Where the working slot begins.
    base: Cell<usize>,
    /// What is known of the log: where the next line is noted, and a bit for each that was.
    log: Cell<(Next, u64)>,
    /// As those of [`Notes`], which is made of them where it is needed.
    noted: Cell<(usize, usize)>,
    /// Addresses, from and to, between which everything is that was written since the last commit.
    written: Cell<(usize, usize)>,
    left: Cell<Left>,
    leaves: Cell<bool>,
    /// Whether something was noted since the last commit.
    has_noted: Cell<bool>,
    process: Generation,
    /// Not `Send`: the lock belongs to the thread.
    thread: PhantomData<*mut ()>,
}

/// Where nothing was written.
const NOTHING: (usize, usize) = (usize::MAX, 0);

impl<'a> Pen<'a> {
    /// The pen of a writer that has acquired the lock. If the log is not empty, the owner before
    /// has left something to this one, or has died.
    #[inline(always)]
    pub(super) fn new(place: Place<'a>) -> Self {
        // Between the store of the version, which the lock ordered before this, and what is written
        // from now on; see the module.
        fence(Release);
        let (log, left) = if Log::new(place).is_empty() {
            ((Next::FIRST, 0), Left::NONE)
        } else {
            let notes = Notes::take_over(place);
            (notes.known(), notes.left)
        };
        Self {
            place,
            base: Cell::new(place.base(place.working())),
            log: Cell::new(log),
            noted: Cell::new((0, 0)),
            written: Cell::new(NOTHING),
            left: Cell::new(left),
            leaves: Cell::new(false),
            has_noted: Cell::new(false),
            process: Generation::current(),
            thread: PhantomData,
        }
    }

    #[inline(always)]
    fn notes(&self) -> Notes<'a> {
        Notes {
            place: self.place,
            log: Log::of(self.place, self.log.get().1),
            noted: self.noted.get(),
            left: self.left.get(),
            leaves: self.leaves.get(),
        }
    }

    #[inline(always)]
    fn go_on_with(&self, notes: Notes<'a>) {
        self.log.set(notes.known());
        self.noted.set(notes.noted);
        self.left.set(notes.left);
        self.leaves.set(notes.leaves);
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
        if len == 0 {
            return;
        }
        let at = at.addr();
        let (from, to) = self.noted.get();
        #[allow(clippy::needless_bitwise_bool, reason = "one jump that is seldom taken, for two that nobody foresees")]
        let is_new = (at < from) | (at + len > to);
        if is_new {
            return self.note(at, len);
        }
        let (from, to) = self.written.get();
        self.written.set((from.min(at), to.max(at + len)));
    }

    /// Notes that `len` bytes at `at`, in the working slot, are about to be read.
    #[inline(always)]
    pub(crate) fn before_read(&self, at: *const u8, len: usize) {
        if self.log.get().0 == Next::LEFT && self.process.is_current() {
            self.go_on_with(self.notes().brought(at.addr(), len));
        }
    }

    /// [`before_write`](Self::before_write), of what is not yet noted. Most changes are of a few
    /// bytes of one line.
    #[inline(always)]
    fn note(&self, at: usize, len: usize) {
        self.has_noted.set(true);
        match self.place.line(self.base.get(), at, len) {
            Some(line) if self.note_line(line) => {
                let start = at - at % LINE;
                self.noted.set((start, start + LINE));
                self.written.set((at, at + len));
            }
            _ => self.go_on_with(self.notes().and(at, len)),
        }
        // The log comes before what is written. The kernel ends a process between two instructions,
        // so the order of the instructions is enough.
        compiler_fence(SeqCst);
    }

    /// Notes a line, if that takes a few stores, and says whether it did.
    #[inline(always)]
    fn note_line(&self, line: usize) -> bool {
        let (next, seen) = self.log.get();
        if next == Next::FIRST {
            self.place.note_only_line(line);
            self.log.set((Next::SECOND, 0));
            return true;
        }
        let bit = bit_of(line);
        let known = if next.is_entry() && seen & bit == 0 {
            // It is written when the log is settled.
            self.place.prefetch(self.place.working() ^ 1, line);
            // SAFETY: the log of `place` has told where the next entry is, or this.
            (unsafe { next.note(self.place, line) }, seen | bit)
        } else if next == Next::LEFT {
            return false;
        } else {
            ask_log(self.place, seen, line)
        };
        // A line that was noted was seen.
        let is_noted = known.1 != 0;
        if is_noted {
            self.log.set(known);
        }
        is_noted
    }

    /// Commits what was written, if something was, and says whether. What is written afterwards is
    /// committed later.
    #[inline(always)]
    pub(crate) fn commit(&self) -> bool {
        let has_noted = self.has_noted.get();
        if has_noted {
            self.bring_all();
            let working = self.count();
            // Between the store of the version and what is written from now on; see the module.
            fence(Release);
            self.settle(working);
        }
        has_noted
    }

    /// Makes what was written count, by one store, and returns the slot that counts no longer.
    #[inline(always)]
    fn count(&self) -> usize {
        let (version, working) = (&self.place.front().version, self.place.working());
        // No other thread changes it.
        version.store(version.load(Relaxed).wrapping_add(1), Release);
        self.base.set(self.place.base(working ^ 1));
        working ^ 1
    }

    /// [`commit`](Self::commit) of a first value, if nothing was written too.
    pub(crate) fn commit_first(&self) {
        if !self.commit() {
            self.count();
        }
    }

    /// Copies what was left.
    #[inline(always)]
    fn bring_all(&self) {
        if self.log.get().0 == Next::LEFT {
            self.go_on_with(self.notes().all_brought());
        }
    }

    /// Makes the working slot equal to the committed one, but for what is left to the next writer,
    /// and drops the rest from the log.
    #[inline(always)]
    fn settle(&self, working: usize) {
        if self.log.get().0 == Next::SECOND {
            self.place.copy_written(working, self.noted.get().0, self.written.get());
            self.place.empty_log();
            self.log.set((Next::FIRST, 0));
            self.noted.set((0, 0));
        } else {
            self.go_on_with(self.notes().settled());
        }
        self.written.set(NOTHING);
        self.has_noted.set(false);
    }
}

/// Notes a line that is not the first one, and returns what is known of the log then; or `(_, 0)`,
/// if that takes more. By values that are in registers.
#[inline(never)]
fn ask_log(place: Place<'_>, seen: u64, line: usize) -> (Next, u64) {
    let mut log = Log::of(place, seen);
    if log.note_line(line) { log.known() } else { (Next::UNKNOWN, 0) }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "what follows would write where only the parent may")]
fn refuse_child() -> ! {
    panic!("a forked child cannot change a value whose lock its parent holds; acquire the lock in the child");
}
