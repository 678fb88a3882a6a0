//! The ranges in which the two slots of a value may differ.
//!
//! The log is in shared memory, and only the owner of the lock uses it. A state word says what
//! counts: one line, which is all that most changes touch and which the word itself names; or how
//! many entries of one of three areas, a few beside the version and two halves of the memory behind
//! the slots. Every step is one store, before which everything that it makes count is written:
//!
//! - One line is noted by the store of the state. When another one is to be noted, the first one is
//!   written as an entry, and then the state counts that.
//! - An entry is written where none counts yet, and the state counts it.
//! - The last entry is widened by one store.
//! - A full area is copied, or joined, into another one, and then the state names that one.
//! - Entries that count no more are dropped by one store of the state.
//!
//! So a process may be killed anywhere: the entries that count cover all ranges in which the slots
//! differ. More is harmless.
//!
//! Whatever the bytes are, an entry leads to lines of the slots alone. A damaged state or entry is
//! taken for "everything".

use super::entry::{State, decode, encode};
use super::join::joined;
use super::place::Place;
use super::slot::Range;
use crate::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
};

/// How many of the last entries are looked at before one is appended that may be there already. A
/// closure that changes a few fields again and again finds them here.
const LOOKED_AT: usize = 8;

/// How many of the first ones: those that the writer before has left are there.
const LOOKED_AT_FIRST: usize = 2;

/// The log of a value, as the owner of the lock has it. No other thread changes it, so what it says
/// need not be read again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log<'a> {
    place: Place<'a>,
    /// What the state word says.
    state: State,
}

impl<'a> Log<'a> {
    #[inline(always)]
    pub(crate) fn new(place: Place<'a>) -> Self {
        Self { place, state: State(place.front().log.state.load(Relaxed)) }
    }

    #[inline(always)]
    fn area(self, area: u64) -> &'a [AtomicU64] {
        match area {
            0 => &self.place.front().log.few,
            State::LINE => &[],
            _ => self.place.half(usize::from(area == 2)),
        }
    }

    /// The entries that count. None if the state is damaged; see [`repair`](Self::repair).
    fn entries(self) -> &'a [AtomicU64] {
        self.area(self.state.area()).get(..self.state.count()).unwrap_or_default()
    }

    /// Takes a damaged state for "everything". To be called before anything is noted, if the log is
    /// not empty.
    pub(crate) fn repair(&mut self) {
        self.spread();
        if self.state.count() > self.area(self.state.area()).len() {
            self.only(self.everything());
        } else {
            self.set_state(self.state);
        }
    }

    #[inline(always)]
    fn set_state(&mut self, state: State) {
        self.state = state;
        // It makes entries count, or says that what they tell has been copied: after that, in this
        // order.
        self.place.front().log.state.store(state.0, Release);
    }

    /// The area that counts, and how many entries of it. None if the state names a line.
    #[inline(always)]
    pub(super) fn next(self) -> (&'a [AtomicU64], usize) {
        (self.area(self.state.area()), self.state.count())
    }

    /// Whether there is no room for one entry more.
    pub(super) fn is_full(self) -> bool {
        let (area, count) = self.next();
        count >= area.len()
    }

    /// Notes that a line may differ from now on, and says whether it is noted now: not if there is
    /// no room.
    ///
    /// As for [`note`](Self::note).
    pub(crate) fn note_line(&mut self, line: usize) -> bool {
        self.spread();
        if self.state.area() == 0 && self.state.count() == self.area(0).len() {
            self.move_few();
        }
        self.joined_to_last(Range::of(line)).is_some() || self.append(Range::of(line))
    }

    /// Moves the few entries to a larger area, as they are.
    fn move_few(&mut self) {
        let few = self.area(0);
        self.area(1).iter().zip(few).for_each(|(to, from)| to.store(from.load(Relaxed), Relaxed));
        self.set_state(State::new(1, few.len()));
    }

    /// Adds an entry, if there is room in the area.
    #[inline(always)]
    fn append(&mut self, range: Range) -> bool {
        let Some(free) = self.area(self.state.area()).get(self.state.count()) else { return false };
        free.store(encode(range), Relaxed);
        self.set_state(self.state.and_one());
        true
    }

    /// The only line that is noted, if the state names it.
    #[inline(always)]
    pub(crate) fn only_line(self) -> Option<usize> {
        let line = self.state.count();
        (self.state.area() == State::LINE && line < self.place.lines()).then_some(line)
    }

    /// Writes the [only line](Self::only_line) as an entry, for there will be others.
    #[inline(always)]
    fn spread(&mut self) {
        if self.state.area() == State::LINE
            && let Some(line) = self.only_line()
        {
            self.spread_line(line);
        }
    }

    #[inline(always)]
    fn spread_line(&mut self, line: usize) {
        let [entry, ..] = &self.place.front().log.few;
        entry.store(encode(Range::of(line)), Relaxed);
        self.set_state(State::new(0, 1));
    }

    /// Notes that `range`, which is not empty, may differ from now on, and returns a noted range
    /// that it is in.
    ///
    /// The caller sees to it that nothing of `range` is written before this, and that the log was
    /// [settled](Self::settle) if it was not empty.
    pub(crate) fn note(&mut self, range: Range) -> Range {
        self.spread();
        if let Some(noted) = self.find(range) {
            return noted;
        }
        if let Some(wider) = self.joined_to_last(range) {
            return wider;
        }
        if !self.append(range) {
            self.join();
            if !self.append(range) {
                // Not with halves as they are made; but an area that is full must not end in a
                // loop.
                self.only(self.everything());
                return self.everything();
            }
        }
        range
    }

    /// An entry that has all of a range, if it is one of those that are looked at. One that is
    /// damaged and says more than everything has it, too.
    fn find(self, range: Range) -> Option<Range> {
        let entries = self.entries();
        let has_it = |entry: &AtomicU64| Some(decode(entry.load(Relaxed))).filter(|noted| noted.contains(range));
        let last = entries.iter().rev().take(LOOKED_AT).find_map(has_it);
        if last.is_some() || range.len() == 1 {
            return last;
        }
        entries.iter().take(LOOKED_AT_FIRST).find_map(has_it)
    }

    /// The last entry, widened by `range`, if they touch.
    fn joined_to_last(self, range: Range) -> Option<Range> {
        let entry = self.entries().last()?;
        let last = Some(decode(entry.load(Relaxed))).filter(|last| last.touches(range))?;
        let wider = Range { first: last.first.min(range.first), end: last.end.max(range.end) };
        entry.store(encode(wider), Release);
        Some(wider)
    }

    /// Replaces all entries by one, in an area that does not count yet.
    fn only(&mut self, range: Range) {
        self.replace(core::iter::once(range));
    }

    /// Writes entries to an area that does not count yet, as many as fit, and makes them count in
    /// place of the others.
    fn replace(&mut self, ranges: impl Iterator<Item = Range>) {
        let number = self.another();
        let mut count = 0;
        for (place, range) in self.area(number).iter().zip(ranges) {
            place.store(encode(range), Relaxed);
            count += 1;
        }
        self.set_state(State::new(number, count));
    }

    /// An area that does not count now.
    fn another(self) -> u64 {
        if self.state.area() == 1 { 2 } else { 1 }
    }

    /// Moves the entries to another area, sorted and joined so that they take half of it at most.
    #[cold]
    #[inline(never)]
    fn join(&mut self) {
        let limit = self.area(self.another()).len() / 2;
        let entries = self.entries();
        let log = *self;
        let ranges = entries.iter().map(|entry| log.range_of(entry));
        if entries.len() <= limit {
            return self.replace(ranges);
        }
        match joined(ranges, limit) {
            Some(ranges) => self.replace(ranges.into_iter()),
            None => self.only(self.everything()),
        }
    }

    /// Calls `settle_line` with each range that is one line, and `settle` with each other one, and
    /// keeps those of which it returns true. When a range is dropped, the slots must be equal there
    /// already.
    pub(crate) fn settle(&mut self, settle_line: impl Fn(usize), mut settle: impl FnMut(Range) -> bool) {
        self.spread();
        let entries = self.entries();
        let mut kept = 0;
        for entry in entries {
            if let Some(line) = self.line_of(entry.load(Relaxed)) {
                settle_line(line);
                continue;
            }
            let range = self.range_of(entry);
            if settle(range) {
                // The entry in this place is a kept one, which is in front of it already, or one
                // that is to be dropped.
                if let Some(place) = entries.get(kept) {
                    place.store(encode(range), Release);
                }
                kept += 1;
            }
        }
        self.set_state(if kept == 0 { State::EMPTY } else { State::new(self.state.area(), kept) });
    }

    /// Calls `see` with each range.
    #[cfg(test)]
    pub(crate) fn look(self, see: &mut dyn FnMut(Range)) {
        self.only_line().map(Range::of).into_iter().for_each(&mut *see);
        self.entries().iter().for_each(|entry| see(self.range_of(entry)));
    }

    fn everything(self) -> Range {
        Range { first: 0, end: self.place.lines() }
    }

    /// The line of an entry that is one line, if it is one of the slots'.
    #[inline(always)]
    fn line_of(self, entry: u64) -> Option<usize> {
        let Range { first, end } = decode(entry);
        (end == first + 1 && first < self.place.lines()).then_some(first)
    }

    /// The range of an entry, or everything if it is damaged.
    #[inline(always)]
    fn range_of(self, entry: &AtomicU64) -> Range {
        let range = decode(entry.load(Relaxed));
        if range.is_empty() || range.end > self.place.lines() { self.everything() } else { range }
    }
}
