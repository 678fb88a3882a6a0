//! What a writer keeps of what it has changed, and what is done about it.
//!
//! A [`Pen`](super::Pen) does by itself what most changes need, in registers. What else there is to
//! do is done here, by value: a pen that is lent to a function that is not inlined would be in
//! memory all the time.

use super::entry::{decode, encode};
use super::log::Log;
use super::next::Next;
use super::place::Place;
use super::slot::{LINE, Range};

/// From so many lines on, a range is left to the next writer, who may overwrite it whole. Below
/// that a copy that is made at once, while the lines are in the cache, costs less than to remember
/// it.
const LARGE: usize = 16 * 1024 / LINE;

/// How many ranges are left to the next writer.
const LEFT: usize = 2;

/// Ranges in which the working slot is not yet what the committed one is. As small as can be, for a
/// pen has them in registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Left([u64; LEFT]);

impl Left {
    pub(super) const NONE: Self = Self([0; LEFT]);

    #[inline(always)]
    pub(super) fn is_none(self) -> bool {
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

/// What a writer keeps of what it has changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Notes<'a> {
    pub(super) place: Place<'a>,
    pub(super) log: Log<'a>,
    /// Addresses, from and to, in which everything is noted and nothing is left.
    pub(super) noted: (usize, usize),
    pub(super) left: Left,
    /// Whether large ranges are left when the log is settled the next time: the writer before left
    /// them, or this one has written one. Of a writer that changes little after one that replaced
    /// much, the next one does not inherit that.
    pub(super) leaves: bool,
}

impl<'a> Notes<'a> {
    /// What a pen keeps of the log. It notes nothing by itself while something is left.
    pub(super) fn known(self) -> (Next, u64) {
        let (next, seen) = self.log.known();
        (if self.left.is_none() { next } else { Next::LEFT }, seen)
    }

    /// Makes the slots equal where the log says that they may differ, but for large ranges: what
    /// the owner before has left, or what it was doing when it died.
    #[cold]
    #[inline(never)]
    pub(super) fn take_over(place: Place<'a>) -> Self {
        let mut notes = Self { place, log: Log::new(place), noted: (0, 0), left: Left::NONE, leaves: true };
        notes.log.repair();
        notes.settled()
    }

    /// With `len` bytes at `at`, in the working slot, which are about to be written.
    #[inline(never)]
    pub(super) fn and(mut self, at: usize, len: usize) -> Self {
        let working = self.place.working();
        let range = self.place.touched(working, at, len);
        if range.is_empty() {
            return self;
        }
        let is_large = range.len() >= LARGE;
        self.leaves |= is_large;
        let noted = self.log.note(range);
        if self.left.is_none() {
            self.noted = self.place.addresses(working, noted);
        } else {
            self.bring(range, if is_large { self.place.covered(working, at, len) } else { Range::NONE });
            // What else is noted may be left.
            self.noted = (at, at + len);
        }
        self
    }

    /// Without what was left of `len` bytes at `at`, in the working slot.
    #[cold]
    #[inline(never)]
    pub(super) fn brought(mut self, at: usize, len: usize) -> Self {
        self.bring(self.place.touched(self.place.working(), at, len), Range::NONE);
        self
    }

    /// Without what was left.
    #[cold]
    #[inline(never)]
    pub(super) fn all_brought(mut self) -> Self {
        self.bring(Range { first: 0, end: usize::MAX }, Range::NONE);
        self
    }

    /// Copies what was left of `touched`, and forgets what was left of `overwritten`.
    fn bring(&mut self, touched: Range, overwritten: Range) {
        let mut left = self.left.ranges();
        let working = self.place.working();
        let copy = |range| self.place.copy_to(working, range);
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
        self.left = Left::of(left);
    }

    /// With the working slot equal to the committed one, but for what is left to the next writer,
    /// and the rest dropped from the log.
    #[inline(never)]
    pub(super) fn settled(mut self) -> Self {
        let (place, working, leaves) = (self.place, self.place.working(), self.leaves);
        let mut left = [Range::NONE; LEFT];
        let settle_line = |line| place.copy_line_to(working, line);
        self.log.settle(settle_line, |range| {
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
        Self { left: Left::of(left), noted: (0, 0), leaves: false, ..self }
    }
}
