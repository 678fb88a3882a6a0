//! What the owner of the lock changes a value with.

use super::notes::{Notes, Room};
use super::place::Place;
use super::slot::LINE;
use super::written::Written;
use crate::atomic::{
    Ordering::{Relaxed, Release},
    fence,
};
use crate::pod::copy;
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
/// What is not committed when its tip is dropped is undone by the next owner, which finds it in the
/// log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen<'a> {
    tip: &'a Tip<'a>,
    room: &'a Room,
}

/// What a pen needs for changes of one line, in registers. What else there is to know is in
/// [`Notes`], in memory, so that functions can be called with it that are not inlined.
#[derive(Debug)]
pub(crate) struct Tip<'a> {
    place: Place<'a>,
    /// Which slot is the working one.
    working: Cell<usize>,
    noted: Cell<Noted>,
    /// Whether something was left when it was made, or at the last commit.
    has_left: Cell<bool>,
    /// The address of a line that is noted, and of which nothing is left.
    line: Cell<usize>,
    /// If one line is noted: what was written in it. The line is one of the working slot.
    written: Cell<Written>,
    process: Generation,
    /// Not `Send`: the lock belongs to the thread.
    thread: PhantomData<*mut ()>,
}

/// No line's address.
const NOWHERE: usize = 1;

/// What is noted since the last commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noted {
    Nothing,
    /// One line, which the state of the log names.
    Line,
    /// By [`Notes`], which are made.
    More,
}

impl<'a> Tip<'a> {
    /// The tip of a writer that has acquired the lock. If the log is not empty, the owner before
    /// has left something to this one, or has died.
    #[inline(always)]
    pub(super) fn new(place: Place<'a>, room: &Room, process: Generation) -> Self {
        // Between the store of the version, which the lock ordered before this, and what is written
        // from now on; see the module.
        fence(Release);
        // SAFETY: nobody else has the room.
        let has_left = !place.is_log_empty() && unsafe { room.make() }.take_over(place);
        Self {
            place,
            working: Cell::new(place.working()),
            noted: Cell::new(Noted::Nothing),
            has_left: Cell::new(has_left),
            line: Cell::new(NOWHERE),
            written: Cell::new(Written::new(0, 0)),
            process,
            thread: PhantomData,
        }
    }

    /// With room for its notes.
    ///
    /// # Safety
    ///
    /// It was made with this, and nothing else is.
    #[inline(always)]
    pub(crate) unsafe fn pen(&'a self, room: &'a Room) -> Pen<'a> {
        Pen { tip: self, room }
    }

    /// Makes what was written count, by one store, and returns the slot that counts no longer.
    #[inline(always)]
    fn count(&self) -> usize {
        let (version, working) = (&self.place.front().version, self.working.get() ^ 1);
        // No other thread changes it.
        version.store(version.load(Relaxed).wrapping_add(1), Release);
        self.working.set(working);
        working
    }
}

impl Pen<'_> {
    /// Which slot is the working one.
    #[inline(always)]
    pub(super) fn working(self) -> usize {
        self.tip.working.get()
    }

    /// Whether this is the process that acquired the lock, and no child of it.
    #[inline(always)]
    pub(crate) fn is_of_this_process(self) -> bool {
        self.tip.process.is_current()
    }

    /// Whether something was noted since the last commit.
    #[inline(always)]
    pub(crate) fn has_noted(self) -> bool {
        self.tip.noted.get() != Noted::Nothing
    }

    /// Notes that `len` bytes at `at`, in the working slot, are about to be written, all of them.
    /// The address is a multiple of `align`.
    ///
    /// # Panics
    ///
    /// In a forked child, for its parent holds the lock.
    #[inline(always)]
    pub(crate) fn before_write(self, at: *const u8, len: usize, align: usize) {
        if !self.is_of_this_process() {
            refuse_child();
        }
        if len == 0 {
            return;
        }
        let at = at.addr();
        // Of a number that is known without a look.
        let is_number = len <= align && LINE.is_multiple_of(align);
        let is_in_line = is_number || at % LINE + len <= LINE;
        let line = at - at % LINE;
        if line != self.tip.line.get() || !is_in_line {
            return self.note(at, len, is_number);
        }
        self.tip.written.set(self.tip.written.get() & Written::new(at, len));
    }

    /// Notes that `len` bytes at `at`, in the working slot, are about to be read.
    #[inline(always)]
    pub(crate) fn before_read(self, at: *const u8, len: usize) {
        if self.tip.has_left.get() && self.is_of_this_process() {
            self.notes().bring(self.tip.place, at.addr(), len);
        }
    }

    /// [`before_write`](Self::before_write), of what is not yet noted. Most changes are of a few
    /// bytes of one line.
    #[inline(always)]
    fn note(self, at: usize, len: usize, is_number: bool) {
        let Tip { place, noted, has_left, line, written, .. } = self.tip;
        if noted.get() == Noted::Nothing
            && !has_left.get()
            && let Some(number) = place.line(place.base(self.working()), at, len)
        {
            if !is_number {
                copy::prefetch(core::ptr::without_provenance(at));
            }
            place.prefetch(at, self.working() ^ 1);
            place.note_only_line(number);
            noted.set(Noted::Line);
            line.set(at - at % LINE);
            written.set(Written::new(at, len));
        } else {
            let notes = self.notes();
            noted.set(Noted::More);
            if is_number {
                // SAFETY: the promise of `pen`.
                unsafe { notes.note_line(*place, at) };
                line.set(at - at % LINE);
            } else {
                notes.note(*place, at, len);
            }
        }
        // The log comes before what is written. The kernel ends a process between two instructions,
        // so the order of the instructions is enough.
        compiler_fence(SeqCst);
    }

    /// The notes. They are made for the first change that the tip does not note by itself.
    #[inline(always)]
    fn notes(&self) -> &Notes {
        let Self { tip, room } = self;
        if tip.noted.get() != Noted::More && !tip.has_left.get() {
            // SAFETY: what had them has settled them.
            return unsafe { room.make() };
        }
        // SAFETY: something is noted there, or left.
        unsafe { room.notes() }
    }

    /// Commits what was written, if something was, and says whether. What is written afterwards is
    /// committed later.
    #[inline(always)]
    pub(crate) fn commit(self) -> bool {
        let has_noted = self.has_noted();
        if has_noted {
            if self.tip.has_left.get() {
                self.notes().bring_all(self.tip.place);
            }
            let working = self.tip.count();
            // Between the store of the version and what is written from now on; see the module.
            fence(Release);
            self.settle(working);
        }
        has_noted
    }

    /// [`commit`](Self::commit) of a first value, if nothing was written too.
    pub(crate) fn commit_first(self) {
        if !self.commit() {
            self.tip.count();
        }
    }

    /// Makes the working slot equal to the committed one, but for what is left to the next writer,
    /// and drops the rest from the log.
    #[inline(always)]
    fn settle(self, working: usize) {
        let Tip { place, noted, has_left, line, written, .. } = self.tip;
        if noted.get() == Noted::Line {
            // SAFETY: it is in a line of the slot that was the working one until now.
            unsafe { place.copy_written(working, written.get()) };
            place.empty_log();
        } else {
            has_left.set(self.notes().settle(*place));
        }
        noted.set(Noted::Nothing);
        line.set(NOWHERE);
    }
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "what follows would write where only the parent may")]
fn refuse_child() -> ! {
    panic!("a forked child cannot change a value whose lock its parent holds; acquire the lock in the child");
}
