//! What the owner of the lock changes a value with.

use super::entry::State;
use super::log::Log;
use super::notes::{Left, Notes};
use super::place::Place;
use super::slot::Range;
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
    /// What is known of the log.
    log: Cell<(State, u64)>,
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
        let log = Log::new(place);
        let (log, left) = if log.is_empty() {
            (log, Left::NONE)
        } else {
            let Notes { log, left, .. } = Notes::take_over(place);
            (log, left)
        };
        Self {
            place,
            log: Cell::new(log.known()),
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
    fn log(&self) -> Log<'a> {
        Log::of(self.place, self.log.get())
    }

    #[inline(always)]
    fn notes(&self) -> Notes<'a> {
        Notes {
            place: self.place,
            log: self.log(),
            noted: self.noted.get(),
            left: self.left.get(),
            leaves: self.leaves.get(),
        }
    }

    #[inline(always)]
    fn go_on_with(&self, notes: Notes<'a>) {
        self.log.set(notes.log.known());
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
        if at < from || at + len > to {
            self.note(at, len);
        }
        let (from, to) = self.written.get();
        self.written.set((from.min(at), to.max(at + len)));
        self.has_noted.set(true);
    }

    /// Notes that `len` bytes at `at`, in the working slot, are about to be read.
    #[inline(always)]
    pub(crate) fn before_read(&self, at: *const u8, len: usize) {
        if !self.left.get().is_none() && self.process.is_current() {
            self.go_on_with(self.notes().brought(at.addr(), len));
        }
    }

    /// [`before_write`](Self::before_write), of what is not yet noted. Most changes are of a few
    /// bytes of one line.
    #[inline(always)]
    fn note(&self, at: usize, len: usize) {
        let working = self.place.working();
        match self.place.line(working, at, len) {
            Some(line) if self.left.get().is_none() && self.note_line(line) => {
                self.noted.set(self.place.addresses(working, Range::of(line)));
            }
            _ => self.go_on_with(self.notes().and(at, len)),
        }
        // The log comes before what is written. The kernel ends a process between two instructions,
        // so the order of the instructions is enough.
        compiler_fence(SeqCst);
    }

    /// Notes a line, if one store does it, and says whether it did.
    #[inline(always)]
    fn note_line(&self, line: usize) -> bool {
        let mut log = self.log();
        let is_first = log.note_first_line(line);
        let known = if is_first { Some(log.known()) } else { note_further_line(self.place, self.log.get(), line) };
        if let Some(known) = known {
            self.log.set(known);
        }
        known.is_some()
    }

    /// Commits what was written, if something was, and says whether. What is written afterwards is
    /// committed later.
    #[inline(always)]
    pub(crate) fn commit(&self) -> bool {
        let has_noted = self.has_noted.get();
        if has_noted {
            self.bring_all();
            self.count();
            // Between the store of the version and what is written from now on; see the module.
            fence(Release);
            self.settle();
        }
        has_noted
    }

    /// Makes what was written count, by one store.
    #[inline(always)]
    fn count(&self) {
        let version = &self.place.front().version;
        // No other thread changes it.
        version.store(version.load(Relaxed).wrapping_add(1), Release);
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
        if !self.left.get().is_none() {
            self.go_on_with(self.notes().all_brought());
        }
    }

    /// Makes the working slot equal to the committed one, but for what is left to the next writer,
    /// and drops the rest from the log.
    #[inline(always)]
    fn settle(&self) {
        let mut log = self.log();
        match log.only_line() {
            Some(line) if self.left.get().is_none() => {
                self.place.copy_written(self.place.working(), line, self.written.get());
                log.drop_only_line();
                self.log.set(log.known());
                self.noted.set((0, 0));
            }
            _ => self.go_on_with(self.notes().settled()),
        }
        self.written.set(NOTHING);
        self.has_noted.set(false);
    }
}

/// [`Log::note_line`], by values that are in registers.
#[inline(always)]
fn note_further_line(place: Place<'_>, known: (State, u64), line: usize) -> Option<(State, u64)> {
    #[inline(never)]
    fn note(place: Place<'_>, state: State, seen: u64, line: usize) -> (State, u64) {
        let mut log = Log::of(place, (state, seen));
        if log.note_line(line) { log.known() } else { (state, 0) }
    }
    let known = note(place, known.0, known.1, line);
    // A line that was noted was seen.
    (known.1 != 0).then_some(known)
}

#[cold]
#[inline(never)]
#[allow(clippy::panic, reason = "what follows would write where only the parent may")]
fn refuse_child() -> ! {
    panic!("a forked child cannot change a value whose lock its parent holds; acquire the lock in the child");
}
