//! A slot of a value, as cells, and a range of its lines.

use crate::pod::Cells;
use core::cell::UnsafeCell;

/// Bytes of a cache line, the unit in which the log counts: to copy a line costs as much as to copy
/// a word of it.
pub(crate) const LINE: usize = 64;

/// Whole lines.
#[derive(Debug)]
#[repr(C, align(64))]
struct Padded<L>(L);

/// One of the two places of a value. All of it may be changed behind a shared reference, the
/// padding too.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Slot<L>(UnsafeCell<Padded<L>>);

// SAFETY: `Cells` are atomic integers, for any number of threads. What else changes the bytes is
// `Place::copy_to`, which accesses them as atomics do.
unsafe impl<L: Cells> Sync for Slot<L> {}

impl<L: Cells> Slot<L> {
    /// How many lines it has, the padding at its end included.
    pub(crate) const LINES: usize = size_of::<Self>() / LINE;

    /// The value.
    #[inline(always)]
    pub(crate) fn cells(&self) -> &L {
        // SAFETY: the cells are never borrowed mutably, and any bytes are `Cells`.
        let padded = unsafe { &*self.0.get() };
        &padded.0
    }
}

/// A range of lines of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) first: usize,
    /// Behind the last one.
    pub(crate) end: usize,
}

impl Range {
    pub(crate) const NONE: Self = Self { first: 0, end: 0 };

    /// One line.
    #[inline(always)]
    pub(crate) fn of(line: usize) -> Self {
        Self { first: line, end: line + 1 }
    }

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.end - self.first
    }

    #[inline(always)]
    pub(crate) fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.end <= self.end
    }

    /// Whether they have a line in common, or are side by side.
    #[inline(always)]
    pub(crate) fn touches(self, other: Self) -> bool {
        self.first <= other.end && other.first <= self.end
    }

    #[inline(always)]
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self.first < other.end && other.first < self.end
    }

    #[inline(always)]
    pub(crate) fn is_empty(self) -> bool {
        self.first >= self.end
    }

    /// What both have; it may be [empty](Self::is_empty).
    #[inline]
    pub(crate) fn common(self, other: Self) -> Self {
        Self { first: self.first.max(other.first), end: self.end.min(other.end) }
    }
}
