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

use super::known::Known;
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

/// How many of the last entries are looked at before a range of several lines is appended.
const LOOKED_AT: usize = 8;

/// How many of the first ones: those that the writer before has left are there.
const LOOKED_AT_FIRST: usize = 2;

/// Which area counts is in the lowest bits of the state, how many entries in the rest.
const AREA: u64 = 3;

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

/// The log of a value, as the owner of the lock has it. No other thread changes it, so it need not
/// be read again.
#[derive(Debug)]
pub(crate) struct Log<'a> {
    head: &'a Head,
    halves: [&'a [AtomicU64]; 2],
    /// How many lines a slot has.
    lines: usize,
    /// What the state word says.
    state: Cell<State>,
    /// The last entry, if it was appended since the log was settled or joined.
    last: Cell<Range>,
    /// Lines that were noted by themselves since the log was settled.
    known: Known,
}

/// Which entries count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct State {
    area: u64,
    count: usize,
}

impl State {
    const EMPTY: Self = Self { area: 0, count: 0 };

    #[inline(always)]
    fn encode(self) -> u64 {
        (self.count as u64) << AREA.count_ones() | self.area
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "pointers have 64 bits, as `sys` demands")]
    fn decode(word: u64) -> Self {
        Self { area: word & AREA, count: (word >> AREA.count_ones()) as usize }
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

impl<'a> Log<'a> {
    #[inline(always)]
    pub(crate) fn new(head: &'a Head, halves: &'a [AtomicU64], lines: usize) -> Self {
        Self {
            head,
            halves: halves.split_at(halves.len() / 2).into(),
            lines,
            state: Cell::new(State::decode(head.state.load(Relaxed))),
            last: Cell::new(Range::NOWHERE),
            known: Known::new(),
        }
    }

    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.state.get() == State::EMPTY
    }

    #[inline(always)]
    fn everything(&self) -> Range {
        Range { first: 0, end: self.lines }
    }

    #[inline(always)]
    fn area(&self, area: u64) -> &'a [AtomicU64] {
        let [first, second] = self.halves;
        match area {
            0 => &self.head.few,
            1 => first,
            2 => second,
            _ => &[],
        }
    }

    /// The entries that count. `None` if the state was damaged when the lock was acquired.
    #[inline(always)]
    fn entries(&self) -> Option<&'a [AtomicU64]> {
        let State { area, count } = self.state.get();
        self.area(area).get(..count)
    }

    /// The range of an entry, or everything if it is damaged.
    #[inline(always)]
    fn range(&self, entry: &AtomicU64) -> Range {
        let range = decode(entry.load(Relaxed));
        if range.is_empty() || range.end > self.lines { self.everything() } else { range }
    }

    #[inline(always)]
    fn set_state(&self, state: State) {
        self.state.set(state);
        // It makes entries count, or says that what they tell has been copied: after that, in this
        // order.
        self.head.state.store(state.encode(), Release);
    }

    /// Notes that `range`, which is not empty, may differ from now on, and returns a noted range that
    /// it is in.
    ///
    /// The caller sees to it that nothing of `range` is written before this, and that the log was
    /// [settled](Self::settle) if it was not empty.
    #[inline(always)]
    pub(crate) fn note(&self, range: Range) -> Range {
        if range.len() == 1 {
            if self.known.insert(range.first) {
                return range;
            }
        } else if let Some(noted) = self.find(range) {
            return noted;
        }
        let last = self.last.get();
        if range.first > last.end || range.end < last.first {
            return self.append(range);
        }
        let wider = Range { first: last.first.min(range.first), end: last.end.max(range.end) };
        if wider != last {
            let Some(entry) = self.entries().and_then(<[_]>::last) else { return self.append(range) };
            entry.store(encode(wider), Release);
            self.last.set(wider);
        }
        wider
    }

    /// An entry that has all of a range of several lines, if it is one of those that are looked at.
    #[inline(never)]
    fn find(&self, range: Range) -> Option<Range> {
        let entries = self.entries()?;
        let looked_at = entries.iter().take(LOOKED_AT_FIRST).chain(entries.iter().rev().take(LOOKED_AT));
        looked_at.map(|entry| self.range(entry)).find(|noted| noted.contains(range))
    }

    #[inline(always)]
    fn append(&self, range: Range) -> Range {
        let State { area, count } = self.state.get();
        let Some(free) = self.area(area).get(count) else { return self.append_to_another(range) };
        free.store(encode(range), Relaxed);
        self.set_state(State { area, count: count + 1 });
        self.last.set(range);
        range
    }

    /// [`append`](Self::append), when the area is full.
    #[cold]
    #[inline(never)]
    fn append_to_another(&self, range: Range) -> Range {
        self.join();
        let State { area, count } = self.state.get();
        if let Some(free) = self.area(area).get(count) {
            free.store(encode(range), Relaxed);
            self.set_state(State { area, count: count + 1 });
            self.last.set(range);
            range
        } else {
            // Not with halves as they are made; but an area that is full must not end in a loop.
            self.only(self.everything());
            self.everything()
        }
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
        self.set_state(State { area: number, count });
        self.last.set(Range::NOWHERE);
    }

    /// An area that does not count now.
    fn another(&self) -> u64 {
        if self.state.get().area == 1 { 2 } else { 1 }
    }

    /// Moves the entries to another area, sorted and joined so that they take half of it at most.
    fn join(&self) {
        let limit = self.area(self.another()).len() / 2;
        let Some(entries) = self.entries() else { return self.only(self.everything()) };
        if entries.len() <= limit {
            return self.replace(entries.iter().map(|entry| self.range(entry)));
        }
        match self.joined(entries, limit) {
            Some(ranges) => self.replace(ranges.into_iter()),
            None => self.only(self.everything()),
        }
    }

    /// The ranges of `entries`, sorted, those that touch joined, and then those with the least
    /// between them, until there are `limit` of them. `None` if there is no memory for that.
    fn joined(&self, entries: &[AtomicU64], limit: usize) -> Option<Vec<Range>> {
        let mut ranges = Vec::new();
        ranges.try_reserve_exact(entries.len()).ok()?;
        ranges.extend(entries.iter().map(|entry| self.range(entry)));
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

    /// Calls `settle` with each range, and keeps those of which it returns true. When a range is
    /// dropped, the slots must be equal there already.
    #[inline(always)]
    pub(crate) fn settle(&self, mut settle: impl FnMut(Range) -> bool) {
        self.last.set(Range::NOWHERE);
        self.known.forget();
        let Some(entries) = self.entries() else { return self.settle_everything(settle) };
        let mut kept = 0;
        for entry in entries {
            let range = self.range(entry);
            if settle(range) {
                // The entry in this place is a kept one, which is in front of it already, or one
                // that is to be dropped.
                if let Some(place) = entries.get(kept) {
                    place.store(encode(range), Release);
                }
                kept += 1;
            }
        }
        self.set_state(if kept == 0 { State::EMPTY } else { State { count: kept, ..self.state.get() } });
    }

    #[cold]
    fn settle_everything(&self, mut settle: impl FnMut(Range) -> bool) {
        if settle(self.everything()) {
            self.only(self.everything());
        } else {
            self.set_state(State::EMPTY);
        }
    }

    /// Calls `see` with each range.
    #[cfg(test)]
    pub(crate) fn look(&self, see: &mut dyn FnMut(Range)) {
        match self.entries() {
            Some(entries) => entries.iter().for_each(|entry| see(self.range(entry))),
            None => see(self.everything()),
        }
    }
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
