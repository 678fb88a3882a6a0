//! What a writer keeps of what it has changed, and what is done about it.
//!
//! A [`Pen`](super::Pen) does by itself what a change of one line needs. What else there is to do
//! is done here.

use super::entry::{decode, encode};
use super::log::Log;
use super::next::Next;
use super::place::Place;
use super::seen::Seen;
use super::slot::{LINE, Range};
use crate::pod::copy;
use core::cell::{Cell, UnsafeCell};
use core::mem::MaybeUninit;

/// From so many lines on, a range is left to the next writer, who may overwrite it whole. Below
/// that a copy that is made at once, while the lines are in the cache, costs less than to remember
/// it.
const LARGE: usize = 16 * 1024 / LINE;

/// How many ranges are left to the next writer.
const LEFT: usize = 2;

/// Ranges in which the working slot is not yet what the committed one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Left([u64; LEFT]);

impl Left {
    const NONE: Self = Self([0; LEFT]);

    #[inline(always)]
    fn is_none(self) -> bool {
        let [a, b] = self.0;
        a | b == 0
    }

    fn of(ranges: [Range; LEFT]) -> Self {
        Self(ranges.map(|range| if range.is_empty() { 0 } else { encode(range) }))
    }

    fn ranges(self) -> [Range; LEFT] {
        self.0.map(decode)
    }
}

/// What a writer keeps of what it has changed, beside the tip of its pen.
#[derive(Debug)]
pub(crate) struct Notes {
    /// Where the next line is noted. Known only when the rest is there.
    next: Next,
    /// Whether the rest is there, and of what is noted since the last commit.
    is_there: Cell<bool>,
    /// Most changes need nothing of it, so nothing is stored there before. It is made where it is:
    /// a copy would wait until its parts have reached the cache.
    more: UnsafeCell<MaybeUninit<More>>,
}

#[derive(Debug)]
struct More {
    /// Where the working slot begins, and how far behind it the other one does.
    base: usize,
    other: usize,
    /// Whether something was left at the last commit.
    has_left: bool,
    left: Cell<Left>,
    /// Whether large ranges are left when the log is settled the next time: the writer before left
    /// them, or this one has written one. Of a writer that changes little after one that replaced
    /// much, the next one does not inherit that.
    leaves: Cell<bool>,
    seen: Seen,
}

impl More {
    /// Fetches a line of the other slot, which is written when the log is settled.
    #[inline(always)]
    fn prefetch(&self, at: usize) {
        copy::prefetch(core::ptr::without_provenance(at.wrapping_add(self.other)));
    }
}

/// Room for [`Notes`], which most changes do without: nothing is stored there before they are made.
#[derive(Debug)]
pub(crate) struct Room(UnsafeCell<MaybeUninit<Notes>>);

impl Room {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self(UnsafeCell::new(MaybeUninit::uninit()))
    }

    /// Makes the notes, anew.
    ///
    /// # Safety
    ///
    /// Nobody has them from before.
    #[cold]
    #[inline(never)]
    pub(super) unsafe fn make(&self) -> &Notes {
        // SAFETY: the caller's promise.
        let notes = unsafe { &mut *self.0.get() };
        notes.write(Notes::new())
    }

    /// The notes.
    ///
    /// # Safety
    ///
    /// [`make`](Self::make) was called, and is not called again as long as these are used.
    #[inline(always)]
    pub(super) unsafe fn notes(&self) -> &Notes {
        // SAFETY: not borrowed mutably, for the only one who does so has returned.
        let notes = unsafe { &*self.0.get() };
        // SAFETY: the caller's promise.
        unsafe { notes.assume_init_ref() }
    }
}

impl Notes {
    fn new() -> Self {
        Self { next: Next::unknown(), is_there: Cell::new(false), more: UnsafeCell::new(MaybeUninit::uninit()) }
    }

    #[inline(always)]
    fn more(&self) -> Option<&More> {
        if !self.is_there.get() {
            return None;
        }
        // SAFETY: it is there.
        Some(unsafe { self.more_that_is_there() })
    }

    /// # Safety
    ///
    /// [`begin`](Self::begin) was called.
    #[inline(always)]
    unsafe fn more_that_is_there(&self) -> &More {
        // SAFETY: it is never borrowed mutably, but in `begin`.
        let more = unsafe { &*self.more.get() };
        // SAFETY: the caller's promise.
        unsafe { more.assume_init_ref() }
    }

    /// Makes the rest, anew.
    #[inline(always)]
    fn begin(&self, place: Place<'_>, left: Left) -> &More {
        let (base, other) = (place.base(place.working()), place.base(place.working() ^ 1));
        let (other, has_left, leaves) = (other.wrapping_sub(base), !left.is_none(), Cell::new(false));
        // SAFETY: nothing of it is borrowed, for those that call this have it from nobody else.
        let more = unsafe { &mut *self.more.get() };
        let more = more.write(More { base, other, has_left, left: Cell::new(left), leaves, seen: Seen::new() });
        if let Some(line) = Log::new(place).only_line() {
            more.seen.place(line).keep(line);
        }
        self.next.forget();
        self.is_there.set(true);
        more
    }

    /// Makes the slots equal where the log says that they may differ, but for large ranges: what
    /// the owner before has left, or what it was doing when it died. Returns whether something is
    /// left.
    #[cold]
    #[inline(never)]
    pub(super) fn take_over(&self, place: Place<'_>) -> bool {
        self.begin(place, Left::NONE).leaves.set(true);
        Log::new(place).repair();
        self.settle(place)
    }

    /// Notes the line at `at`, in the working slot, which is about to be written.
    ///
    /// # Safety
    ///
    /// These are the notes for `place` alone, and what is noted there is noted by them, or is one
    /// line.
    #[inline(never)]
    pub(super) unsafe fn note_line(&self, place: Place<'_>, at: usize) {
        if self.next.is_known() {
            // SAFETY: it is there if this is known.
            let more = unsafe { self.more_that_is_there() };
            let line = at.wrapping_sub(more.base) / LINE;
            if line < place.lines() {
                let seen = more.seen.place(line);
                if seen.has(line) {
                    return;
                }
                seen.keep(line);
                more.prefetch(at);
                // SAFETY: it is known, and set whenever something else was noted.
                return unsafe { self.next.note(place, line) };
            }
        }
        self.note(place, at, 1);
    }

    /// Notes `len` bytes at `at`, in the working slot, which are about to be written.
    #[inline(never)]
    pub(super) fn note(&self, place: Place<'_>, at: usize, len: usize) {
        let more = self.more().unwrap_or_else(|| self.begin(place, Left::NONE));
        let (working, mut log) = (place.working(), Log::new(place));
        if !more.has_left
            && let Some(line) = place.line(more.base, at, len)
            && log.note_line(line)
        {
            more.seen.place(line).keep(line);
            more.prefetch(at);
            return self.next.set(log.next());
        }
        let range = place.touched(working, at, len);
        if range.is_empty() {
            return;
        }
        let is_large = range.len() >= LARGE;
        more.leaves.set(more.leaves.get() | is_large);
        if log.is_full() {
            more.seen.spread_otherwise();
        }
        log.note(range);
        self.next.forget();
        if more.has_left {
            self.bring_range(place, range, if is_large { place.covered(working, at, len) } else { Range::NONE });
        }
    }

    /// Copies what was left of `len` bytes at `at`, in the working slot.
    #[cold]
    #[inline(never)]
    pub(super) fn bring(&self, place: Place<'_>, at: usize, len: usize) {
        self.bring_range(place, place.touched(place.working(), at, len), Range::NONE);
    }

    /// Copies what was left.
    #[cold]
    #[inline(never)]
    pub(super) fn bring_all(&self, place: Place<'_>) {
        self.bring_range(place, Range { first: 0, end: usize::MAX }, Range::NONE);
    }

    /// Copies what was left of `touched`, and forgets what was left of `overwritten`.
    fn bring_range(&self, place: Place<'_>, touched: Range, overwritten: Range) {
        let Some(more) = self.more() else { return };
        let mut left = more.left.get().ranges();
        let working = place.working();
        let copy = |range| place.copy_to(working, range);
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
        more.left.set(Left::of(left));
    }

    /// Makes the working slot equal to the committed one, but for what is left to the next writer,
    /// and drops the rest from the log. Returns whether something is left.
    #[inline(never)]
    pub(super) fn settle(&self, place: Place<'_>) -> bool {
        let (working, leaves) = (place.working(), self.more().is_some_and(|more| more.leaves.get()));
        let mut left = [Range::NONE; LEFT];
        let settle_line = |line| place.copy_line_to(working, line);
        Log::new(place).settle(settle_line, |range| {
            if range.len() >= LARGE
                && leaves
                && let Some(free) = left.iter_mut().find(|place| place.is_empty())
            {
                *free = range;
                return true;
            }
            place.copy_to(working, range);
            false
        });
        self.next.forget();
        self.is_there.set(false);
        let left = Left::of(left);
        if !left.is_none() {
            self.begin(place, left);
        }
        !left.is_none()
    }
}
