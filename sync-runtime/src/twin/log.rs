//! The ranges in which the two slots of a value may differ.
//!
//! The log is in shared memory, and only the owner of the lock uses it. It is in one of three
//! areas: a few entries beside the version, which most changes do with, and two halves of the
//! memory behind the slots. A state word says which area counts and how many entries. Every step is
//! one store, before which everything that it makes count is written:
//!
//! - An entry is written where none counts yet, and the state counts it.
//! - The last entry is widened by one store.
//! - A full area is joined into another one, and then the state names that one.
//! - Entries that count no more are dropped by one store of the state.
//!
//! So a process may be killed anywhere: the entries that count cover all ranges in which the slots
//! differ. More is harmless.
//!
//! Whatever the bytes are, an entry leads to lines of the slots alone. A damaged state or entry is
//! taken for "everything".

use super::slot::Range;
use crate::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
};
use core::cell::Cell;

/// Entries beside the version: as many as make a cache line of it.
const FEW: usize = 5;

/// The least entries of one of the halves.
const LEAST: usize = 64;

/// Lines of a value for one entry more in each half: 4 KiB. With fewer entries, changes that are
/// scattered over a large value would be joined to ranges of much that was not touched; the halves
/// take 1/256 of the slots.
const LINES_PER_ENTRY: usize = 64;

/// How many of the last entries are looked at before one is appended that may be there already. A
/// closure that changes a few fields again and again finds them here.
const LOOKED_AT: usize = 8;

/// How many of the first ones: those that the writer before has left are there.
const LOOKED_AT_FIRST: usize = 2;

/// The state and the first area.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Head {
    state: AtomicU64,
    few: [AtomicU64; FEW],
}

/// How many entries each half has, for slots of so many lines.
pub(crate) const fn half(lines: usize) -> usize {
    let scaled = lines / LINES_PER_ENTRY;
    if scaled < LEAST { LEAST } else { scaled }
}

/// The log of a value, as the owner of the lock has it. No other thread changes it, so what it says
/// need not be read again.
#[derive(Debug)]
pub(crate) struct Log<'a> {
    head: &'a Head,
    /// Both.
    halves: &'a [AtomicU64],
    /// What the state word says.
    state: Cell<State>,
    /// The places for further entries, from and to, in the area that counts.
    free: Cell<[*const AtomicU64; 2]>,
    /// Behind the last line of the last entry, if that was appended since the log was settled or
    /// joined.
    end: Cell<usize>,
    /// A bit for each line that was noted since the log was settled; several lines share one.
    seen: Cell<u64>,
}

/// Which entries count: which area is in the lowest bits, how many in the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State(u64);

impl State {
    const AREA: u64 = 3;

    const EMPTY: Self = Self(0);

    fn new(area: u64, count: usize) -> Self {
        Self((count as u64) << Self::AREA.count_ones() | area)
    }

    fn area(self) -> u64 {
        self.0 & Self::AREA
    }

    #[allow(clippy::cast_possible_truncation, reason = "pointers have 64 bits, as `sys` demands")]
    fn count(self) -> usize {
        (self.0 >> Self::AREA.count_ones()) as usize
    }

    /// With one entry more.
    #[inline(always)]
    fn and_one(self) -> Self {
        Self(self.0.wrapping_add(Self::AREA + 1))
    }
}

/// The largest number of lines that an entry can tell.
pub(crate) const MAX_LINES: usize = u32::MAX as usize;

#[inline(always)]
fn encode(range: Range) -> u64 {
    (range.first as u64) << u32::BITS | range.end as u64
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "32 bits, and there are no 32-bit builds")]
fn decode(entry: u64) -> Range {
    let half = |word: u64| (word & u64::from(u32::MAX)) as usize;
    Range { first: half(entry >> u32::BITS), end: half(entry) }
}

/// No line is this one.
const NONE: usize = usize::MAX;

impl<'a> Log<'a> {
    #[inline(always)]
    pub(crate) fn new(head: &'a Head, halves: &'a [AtomicU64]) -> Self {
        let state = State(head.state.load(Relaxed));
        let free = head.few.as_ptr_range();
        let (state, free) = (Cell::new(state), Cell::new([free.start, free.end]));
        Self { head, halves, state, free, end: Cell::new(NONE), seen: Cell::new(0) }
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.state.get() == State::EMPTY
    }

    fn area(&self, area: u64) -> &'a [AtomicU64] {
        let (first, second) = self.halves.split_at(self.halves.len() / 2);
        match area {
            0 => &self.head.few,
            1 => first,
            2 => second,
            _ => &[],
        }
    }

    /// The entries that count. None if the state is damaged; see [`repair`](Self::repair).
    fn entries(&self) -> &'a [AtomicU64] {
        let state = self.state.get();
        self.area(state.area()).get(..state.count()).unwrap_or_default()
    }

    /// Takes a damaged state for "everything". To be called before anything is noted, if the log is
    /// not empty.
    pub(crate) fn repair(&self, lines: usize) {
        let state = self.state.get();
        if state.count() > self.area(state.area()).len() {
            self.only(everything(lines));
        } else {
            self.keep(state);
        }
    }

    #[inline(always)]
    fn set_state(&self, state: State) {
        self.state.set(state);
        // It makes entries count, or says that what they tell has been copied: after that, in this
        // order.
        self.head.state.store(state.0, Release);
    }

    /// [`set_state`](Self::set_state), when nothing is known any more of what was noted.
    fn keep(&self, state: State) {
        self.set_state(state);
        let free = self.area(state.area()).get(state.count()..).unwrap_or_default().as_ptr_range();
        self.free.set([free.start, free.end]);
        self.end.set(NONE);
        self.seen.set(0);
    }

    /// Notes that a line may differ from now on, if one store of an entry does it: not if the line
    /// may have been noted before, or if there is no room.
    ///
    /// As for [`note`](Self::note).
    #[inline(always)]
    pub(crate) fn note_line(&self, line: usize) -> bool {
        let (bit, seen) = (bit_of(line), self.seen.get());
        let is_noted = seen & bit == 0 && (self.widen(line) || self.append(Range::of(line)));
        if is_noted {
            self.seen.set(seen | bit);
        }
        is_noted
    }

    /// Adds the line behind the last entry to that entry, if `line` is it.
    #[inline(always)]
    fn widen(&self, line: usize) -> bool {
        if line != self.end.get() {
            return false;
        }
        let [free, _] = self.free.get();
        // SAFETY: what is free is behind the last entry, for `end` says that there is one.
        let last = unsafe { &*free.wrapping_sub(1) };
        // Where it ends is the lower half.
        last.store(last.load(Relaxed).wrapping_add(1), Release);
        self.end.set(line + 1);
        true
    }

    /// Adds an entry, if there is room in the area.
    #[inline(always)]
    fn append(&self, range: Range) -> bool {
        let [free, end] = self.free.get();
        if free == end {
            return false;
        }
        // SAFETY: a place of the area.
        unsafe { &*free }.store(encode(range), Relaxed);
        self.free.set([free.wrapping_add(1), end]);
        self.set_state(self.state.get().and_one());
        self.end.set(range.end);
        true
    }

    /// The only line that is noted, if there is one entry of one line.
    #[inline(always)]
    pub(crate) fn only_line(&self) -> Option<usize> {
        if self.state.get() != State::EMPTY.and_one() || self.end.get() == NONE {
            return None;
        }
        let [entry, ..] = &self.head.few;
        let range = decode(entry.load(Relaxed));
        (range.first + 1 == range.end).then_some(range.first)
    }

    /// Drops the [only line](Self::only_line). The slots must be equal there already.
    #[inline(always)]
    pub(crate) fn drop_only_line(&self) {
        self.set_state(State::EMPTY);
        let free = self.head.few.as_ptr_range();
        self.free.set([free.start, free.end]);
        self.end.set(NONE);
        self.seen.set(0);
    }

    /// Notes that `range`, which is not empty, may differ from now on, and returns a noted range
    /// that it is in.
    ///
    /// The caller sees to it that nothing of `range` is written before this, and that the log was
    /// [settled](Self::settle) if it was not empty.
    pub(crate) fn note(&self, range: Range, lines: usize) -> Range {
        if let Some(noted) = self.find(range) {
            return noted;
        }
        // A few bits are enough for what costs more than to look.
        self.seen.set(range.lines().take(LOOKED_AT).fold(self.seen.get(), |seen, line| seen | bit_of(line)));
        if let Some(wider) = self.joined_to_last(range) {
            return wider;
        }
        if !self.append(range) {
            self.join(lines);
            if !self.append(range) {
                // Not with halves as they are made; but an area that is full must not end in a
                // loop.
                self.only(everything(lines));
                return everything(lines);
            }
        }
        range
    }

    /// An entry that has all of a range, if it is one of those that are looked at. One that is
    /// damaged and says more than everything has it, too.
    fn find(&self, range: Range) -> Option<Range> {
        let entries = self.entries();
        let has_it = |entry: &AtomicU64| Some(decode(entry.load(Relaxed))).filter(|noted| noted.contains(range));
        let last = entries.iter().rev().take(LOOKED_AT).find_map(has_it);
        if last.is_some() || range.len() == 1 {
            return last;
        }
        entries.iter().take(LOOKED_AT_FIRST).find_map(has_it)
    }

    /// The last entry, widened by `range`, if they touch.
    fn joined_to_last(&self, range: Range) -> Option<Range> {
        let entry = self.entries().last().filter(|_| self.end.get() != NONE)?;
        let last = Some(decode(entry.load(Relaxed))).filter(|last| last.touches(range))?;
        let wider = Range { first: last.first.min(range.first), end: last.end.max(range.end) };
        entry.store(encode(wider), Release);
        self.end.set(wider.end);
        Some(wider)
    }

    /// Replaces all entries by one, in an area that does not count yet.
    fn only(&self, range: Range) {
        self.replace(core::iter::once(range));
    }

    /// Writes entries to an area that does not count yet, as many as fit, and makes them count in
    /// place of the others.
    fn replace(&self, ranges: impl Iterator<Item = Range>) {
        let number = self.another();
        let mut count = 0;
        for (place, range) in self.area(number).iter().zip(ranges) {
            place.store(encode(range), Relaxed);
            count += 1;
        }
        self.keep(State::new(number, count));
    }

    /// An area that does not count now.
    fn another(&self) -> u64 {
        if self.state.get().area() == 1 { 2 } else { 1 }
    }

    /// Moves the entries to another area, sorted and joined so that they take half of it at most.
    #[cold]
    #[inline(never)]
    fn join(&self, lines: usize) {
        let limit = self.area(self.another()).len() / 2;
        let entries = self.entries();
        let ranges = entries.iter().map(|entry| range_of(entry, lines));
        if entries.len() <= limit {
            return self.replace(ranges);
        }
        match joined(ranges, limit) {
            Some(ranges) => self.replace(ranges.into_iter()),
            None => self.only(everything(lines)),
        }
    }

    /// Calls `settle` with each range, and keeps those of which it returns true. When a range is
    /// dropped, the slots must be equal there already.
    pub(crate) fn settle(&self, lines: usize, mut settle: impl FnMut(Range) -> bool) {
        let entries = self.entries();
        let mut kept = 0;
        for entry in entries {
            let range = range_of(entry, lines);
            if settle(range) {
                // The entry in this place is a kept one, which is in front of it already, or one
                // that is to be dropped.
                if let Some(place) = entries.get(kept) {
                    place.store(encode(range), Release);
                }
                kept += 1;
            }
        }
        self.keep(if kept == 0 { State::EMPTY } else { State::new(self.state.get().area(), kept) });
    }

    /// Calls `see` with each range.
    #[cfg(test)]
    pub(crate) fn look(&self, lines: usize, see: &mut dyn FnMut(Range)) {
        self.entries().iter().for_each(|entry| see(range_of(entry, lines)));
    }
}

fn everything(lines: usize) -> Range {
    Range { first: 0, end: lines }
}

/// The range of an entry, or everything if it is damaged.
#[inline(always)]
fn range_of(entry: &AtomicU64, lines: usize) -> Range {
    let range = decode(entry.load(Relaxed));
    if range.is_empty() || range.end > lines { everything(lines) } else { range }
}

/// The ranges, sorted, those that touch joined, and then those with the least between them, until
/// there are `limit` of them. `None` if there is no memory for that.
fn joined(found: impl ExactSizeIterator<Item = Range>, limit: usize) -> Option<Vec<Range>> {
    let mut ranges = Vec::new();
    ranges.try_reserve_exact(found.len()).ok()?;
    ranges.extend(found);
    ranges.sort_unstable_by_key(|range: &Range| range.first);
    join_nearer(&mut ranges, 0);
    let Some(too_many) = ranges.len().checked_sub(limit).filter(|&too_many| too_many > 0) else {
        return Some(ranges);
    };
    let mut gaps = Vec::new();
    gaps.try_reserve_exact(ranges.len()).ok()?;
    gaps.extend(ranges.windows(2).map(|pair| pair[1].first - pair[0].end));
    // There is one gap less than there are ranges, and `limit` is at least 1.
    let last = gaps.len() - 1;
    let (_, &mut widest, _) = gaps.select_nth_unstable(last.min(too_many - 1));
    join_nearer(&mut ranges, widest);
    Some(ranges)
}

/// A bit for a line: others for lines that are equally far from each other.
#[inline(always)]
fn bit_of(line: usize) -> u64 {
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    1 << ((line as u64).wrapping_mul(SPREAD) >> (u64::BITS - u64::BITS.trailing_zeros()))
}

/// Joins neighbours in a sorted list with no more than so many lines between them.
fn join_nearer(ranges: &mut Vec<Range>, gap: usize) {
    ranges.dedup_by(|next, kept| {
        let joins = next.first <= kept.end.saturating_add(gap);
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
}
