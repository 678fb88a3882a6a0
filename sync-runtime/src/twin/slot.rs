//! One of the two places of a value, as cells and as lines.

use crate::pod::{Cells, copy};
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::ptr::NonNull;

/// Bytes of a cache line, the unit in which the log counts: to copy a line costs as much as to copy a
/// word of it.
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
// `Lines::copy_from`, which accesses them as atomics do.
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

    /// The value without its type.
    #[inline(always)]
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines { start: NonNull::from(self).cast(), count: Self::LINES, slot: PhantomData }
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

    /// None, and far from all others.
    pub(crate) const NOWHERE: Self = Self { first: usize::MAX, end: usize::MAX };

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.end - self.first
    }

    #[inline(always)]
    pub(crate) fn contains(self, other: Self) -> bool {
        self.first <= other.first && other.end <= self.end
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

/// A slot as lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lines<'a> {
    start: NonNull<u8>,
    count: usize,
    slot: PhantomData<&'a UnsafeCell<u8>>,
}

impl Lines<'_> {
    /// The lines that the `len` bytes at `at` have a part in. Of an address that is in another slot
    /// it makes some lines of this one.
    #[inline(always)]
    pub(crate) fn touched(self, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.start.addr().get());
        self.clip(at / LINE, at.wrapping_add(len).wrapping_add(LINE - 1) / LINE)
    }

    /// The lines that the `len` bytes at `at` have all of.
    #[inline]
    pub(crate) fn covered(self, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.start.addr().get());
        self.clip(at.wrapping_add(LINE - 1) / LINE, at.wrapping_add(len) / LINE)
    }

    /// Where the lines of `range` are, from and to.
    #[inline(always)]
    pub(crate) fn addresses(self, range: Range) -> (usize, usize) {
        let start = self.start.addr().get();
        (start + range.first * LINE, start + range.end * LINE)
    }

    #[inline(always)]
    fn clip(self, first: usize, end: usize) -> Range {
        Range { first: first.min(self.count), end: end.min(self.count) }
    }

    /// Copies the lines of `range` from `other`, a slot of the same value.
    ///
    /// Threads may be reading either slot meanwhile. What they read here does not count.
    #[inline(always)]
    pub(crate) fn copy_from(self, other: Self, range: Range) {
        let range = range.common(Range { first: 0, end: self.count.min(other.count) });
        if range.is_empty() {
            return;
        }
        let (at, len) = (range.first * LINE, range.len() * LINE);
        // SAFETY: the range is within the slot, as was looked at above.
        let (from, to) = (unsafe { other.start.add(at) }, unsafe { self.start.add(at) });
        // SAFETY: both ranges are within slots, which are aligned to lines, are
        // borrowed, and permit every change; two slots do not overlap, and copying a slot to itself
        // changes nothing.
        unsafe { copy::lines(from.as_ptr(), to.as_ptr(), len) };
    }
}
