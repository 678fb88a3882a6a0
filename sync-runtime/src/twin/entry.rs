//! The words of the log: its state, and its entries, each of which is a range.

use super::slot::Range;
use crate::atomic::AtomicU64;

/// Entries beside the version: as many as make a cache line of it.
const FEW: usize = 5;

/// The state and the first area.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Head {
    pub(super) state: AtomicU64,
    pub(super) few: [AtomicU64; FEW],
}

/// What counts. In the lowest bits is the area, in the rest how many of its entries; or, if no area
/// has this number, the one line that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State(pub(super) u64);

impl State {
    const AREA: u64 = 3;

    pub(super) const EMPTY: Self = Self(0);

    /// In place of an area: the rest is a line.
    pub(super) const LINE: u64 = 3;

    pub(super) fn new(area: u64, count: usize) -> Self {
        Self((count as u64) << Self::AREA.count_ones() | area)
    }

    pub(super) fn area(self) -> u64 {
        self.0 & Self::AREA
    }

    #[allow(clippy::cast_possible_truncation, reason = "pointers have 64 bits, as `sys` demands")]
    pub(super) fn count(self) -> usize {
        (self.0 >> Self::AREA.count_ones()) as usize
    }

    /// With one entry more.
    #[inline(always)]
    pub(super) fn and_one(self) -> Self {
        Self(self.0.wrapping_add(Self::AREA + 1))
    }
}

/// The largest number of lines that an entry can tell.
pub(crate) const MAX_LINES: usize = u32::MAX as usize;

#[inline(always)]
pub(super) fn encode(range: Range) -> u64 {
    (range.first as u64) << u32::BITS | range.end as u64
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "32 bits, and there are no 32-bit builds")]
pub(super) fn decode(entry: u64) -> Range {
    let half = |word: u64| (word & u64::from(u32::MAX)) as usize;
    Range { first: half(entry >> u32::BITS), end: half(entry) }
}
