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
//! Whatever the bytes are, an entry leads to words of the slots alone. A damaged state or entry is
//! taken for "everything".

use super::slot::Range;
use crate::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
};

/// Entries beside the version: as many as make a cache line of it.
const FEW: usize = 5;

/// The least entries of one of the halves.
const LEAST: usize = 64;

/// Words of a value for one entry more in each half: 4 KiB. With fewer entries, changes that are
/// scattered over a large value would be joined to ranges of much that was not touched; the halves
/// take 1/256 of the slots.
const WORDS_PER_ENTRY: usize = 512;

/// How many entries are looked at before one is appended. A closure that changes a few fields again
/// and again finds them here.
const LOOKED_AT: usize = 8;

/// Words between two ranges that cost less to copy than an entry: a cache line at most.
const NEAR: usize = 7;

/// Which area counts is in the lowest bits of the state, how many entries in the rest.
const AREA: u64 = 3;

/// The state and the first area.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Head {
    state: AtomicU64,
    few: [AtomicU64; FEW],
}

/// How many entries each half has, for slots of so many words.
pub(crate) const fn half(words: usize) -> usize {
    let scaled = words / WORDS_PER_ENTRY;
    if scaled < LEAST { LEAST } else { scaled }
}

/// The log of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log<'a> {
    head: &'a Head,
    /// Both halves.
    halves: &'a [AtomicU64],
    /// How many words a slot has.
    words: usize,
}

/// Which entries count.
#[derive(Clone, Copy)]
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

/// The largest number of words that an entry can tell.
pub(crate) const MAX_WORDS: usize = u32::MAX as usize;

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
    pub(crate) fn new(head: &'a Head, halves: &'a [AtomicU64], words: usize) -> Self {
        Self { head, halves, words }
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        self.head.state.load(Relaxed) == State::EMPTY.encode()
    }

    #[inline(always)]
    fn everything(self) -> Range {
        Range { first: 0, end: self.words }
    }

    #[inline(always)]
    fn area(self, area: u64) -> &'a [AtomicU64] {
        let (first, second) = self.halves.split_at(self.halves.len() / 2);
        match area {
            0 => &self.head.few,
            1 => first,
            2 => second,
            _ => &[],
        }
    }

    /// The entries that count. `None` if the state is damaged.
    #[inline(always)]
    fn entries(self) -> (State, Option<&'a [AtomicU64]>) {
        let state = State::decode(self.head.state.load(Relaxed));
        (state, self.area(state.area).get(..state.count))
    }

    /// The range of an entry, or everything if it is damaged.
    #[inline(always)]
    fn range(self, entry: &AtomicU64) -> Range {
        let range = decode(entry.load(Relaxed));
        if range.is_empty() || range.end > self.words { self.everything() } else { range }
    }

    #[inline(always)]
    fn set_state(self, state: State) {
        // It makes entries count, or says that what they tell has been copied: after that, in this
        // order.
        self.head.state.store(state.encode(), Release);
    }

    /// Notes that `range` may differ from now on, and returns the noted range that it is in.
    ///
    /// The caller sees to it that nothing of `range` is written before this.
    #[inline]
    pub(crate) fn note(self, range: Range) -> Range {
        let (state, entries) = self.entries();
        let Some(entries) = entries else {
            self.only(self.everything());
            return self.everything();
        };
        for (back, entry) in entries.iter().rev().take(LOOKED_AT).enumerate() {
            let noted = self.range(entry);
            if noted.contains(range) {
                return noted;
            }
            let is_near = range.first <= noted.end + NEAR && noted.first <= range.end + NEAR;
            if back == 0 && is_near {
                let wider = Range { first: noted.first.min(range.first), end: noted.end.max(range.end) };
                entry.store(encode(wider), Release);
                return wider;
            }
        }
        self.append(state, range)
    }

    #[inline(always)]
    fn append(self, state: State, range: Range) -> Range {
        let Some(free) = self.area(state.area).get(state.count) else { return self.append_to_another(range) };
        free.store(encode(range), Relaxed);
        self.set_state(State { count: state.count + 1, ..state });
        range
    }

    /// [`append`](Self::append), when the area is full.
    #[cold]
    #[inline(never)]
    fn append_to_another(self, range: Range) -> Range {
        self.join();
        let (state, _) = self.entries();
        if let Some(free) = self.area(state.area).get(state.count) {
            free.store(encode(range), Relaxed);
            self.set_state(State { count: state.count + 1, ..state });
            range
        } else {
            // Not with halves as they are made; but an area that is full must not end in a loop.
            self.only(self.everything());
            self.everything()
        }
    }

    /// Replaces all entries by one, in an area that does not count yet.
    fn only(self, range: Range) {
        let (state, _) = self.entries();
        self.replace(Self::another(state.area), core::iter::once(range));
    }

    fn another(area: u64) -> u64 {
        if area == 1 { 2 } else { 1 }
    }

    /// Writes entries to an area that does not count yet, as many as fit, and makes them count in
    /// place of the others.
    fn replace(self, area: u64, ranges: impl Iterator<Item = Range>) {
        let mut count = 0;
        for (place, range) in self.area(area).iter().zip(ranges) {
            place.store(encode(range), Relaxed);
            count += 1;
        }
        self.set_state(State { area, count });
    }

    /// Moves the entries to another area, sorted and joined so that they take half of it at most.
    fn join(self) {
        let (state, entries) = self.entries();
        let area = Self::another(state.area);
        let limit = self.area(area).len() / 2;
        let Some(entries) = entries else { return self.only(self.everything()) };
        if entries.len() <= limit {
            return self.replace(area, entries.iter().map(|entry| self.range(entry)));
        }
        match self.joined(entries, limit) {
            Some(ranges) => self.replace(area, ranges.into_iter()),
            None => self.only(self.everything()),
        }
    }

    /// The ranges of `entries`, sorted, those that touch joined, and then those with the least
    /// between them, until there are `limit` of them. `None` if there is no memory for that.
    fn joined(self, entries: &[AtomicU64], limit: usize) -> Option<Vec<Range>> {
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
    pub(crate) fn settle(self, mut settle: impl FnMut(Range) -> bool) {
        let (state, entries) = self.entries();
        let Some(entries) = entries else { return self.settle_everything(settle) };
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
        self.set_state(if kept == 0 { State::EMPTY } else { State { count: kept, ..state } });
    }

    /// Calls `see` with each range.
    #[cfg(test)]
    pub(super) fn look(self, see: &mut dyn FnMut(Range)) {
        match self.entries().1 {
            Some(entries) => entries.iter().for_each(|entry| see(self.range(entry))),
            None => see(self.everything()),
        }
    }

    #[cold]
    fn settle_everything(self, mut settle: impl FnMut(Range) -> bool) {
        if settle(self.everything()) {
            self.only(self.everything());
        } else {
            self.set_state(State::EMPTY);
        }
    }
}

/// Joins neighbours in a sorted list with no more than so many words between them.
fn join_nearer(ranges: &mut Vec<Range>, gap: usize) {
    ranges.dedup_by(|next, kept| {
        let joins = next.first <= kept.end.saturating_add(gap);
        if joins {
            kept.end = kept.end.max(next.end);
        }
        joins
    });
}
