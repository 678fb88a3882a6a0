//! One of the two places of a value, as cells and as words.

use crate::pod::{Cells, copy};
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::ptr::NonNull;

/// Bytes of a word, the unit in which the log counts.
pub(crate) const WORD: usize = size_of::<u64>();

/// Whole cache lines.
#[derive(Debug)]
#[repr(C, align(64))]
struct Lines<L>(L);

/// One of the two places of a value. All of it may be changed behind a shared reference, the
/// padding too.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct Slot<L>(UnsafeCell<Lines<L>>);

// SAFETY: `Cells` are atomic integers, for any number of threads. What else changes the bytes is
// `Words::copy_from`, which accesses them as atomics do.
unsafe impl<L: Cells> Sync for Slot<L> {}

impl<L: Cells> Slot<L> {
    /// How many words it has, the padding at its end included.
    pub(crate) const WORDS: usize = size_of::<Self>() / WORD;

    /// The value.
    #[inline(always)]
    pub(crate) fn cells(&self) -> &L {
        // SAFETY: the cells are never borrowed mutably, and any bytes are `Cells`.
        let lines = unsafe { &*self.0.get() };
        &lines.0
    }

    /// The value without its type.
    #[inline(always)]
    pub(crate) fn words(&self) -> Words<'_> {
        Words { start: NonNull::from(self).cast(), count: Self::WORDS, slot: PhantomData }
    }
}

/// A range of words of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) first: usize,
    /// Behind the last one.
    pub(crate) end: usize,
}

impl Range {
    pub(crate) const NONE: Self = Self { first: 0, end: 0 };

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

/// A slot as words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    start: NonNull<u8>,
    count: usize,
    slot: PhantomData<&'a UnsafeCell<u8>>,
}

impl Words<'_> {
    /// The words that the `len` bytes at `at` have a part in. Of an address that is in another slot
    /// it makes some words of this one.
    #[inline(always)]
    pub(crate) fn touched(self, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.start.addr().get());
        self.clip(at / WORD, at.wrapping_add(len).div_ceil(WORD))
    }

    /// The words that the `len` bytes at `at` have all of.
    #[inline]
    pub(crate) fn covered(self, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.start.addr().get());
        self.clip(at.div_ceil(WORD), at.wrapping_add(len) / WORD)
    }

    /// Where the words of `range` are, from and to.
    #[inline(always)]
    pub(crate) fn addresses(self, range: Range) -> (usize, usize) {
        let start = self.start.addr().get();
        (start + range.first * WORD, start + range.end * WORD)
    }

    #[inline(always)]
    fn clip(self, first: usize, end: usize) -> Range {
        Range { first: first.min(self.count), end: end.min(self.count) }
    }

    /// Copies the words of `range` from `other`, a slot of the same value.
    ///
    /// Threads may be reading either slot meanwhile. What they read here does not count.
    #[inline(always)]
    pub(crate) fn copy_from(self, other: Self, range: Range) {
        let range = range.common(Range { first: 0, end: self.count.min(other.count) });
        if range.is_empty() {
            return;
        }
        let (at, len) = (range.first * WORD, range.len() * WORD);
        // SAFETY: the range is within the slot, as was looked at above.
        let (from, to) = (unsafe { other.start.add(at) }, unsafe { self.start.add(at) });
        // SAFETY: both ranges are within slots, which are aligned to more than a word, are
        // borrowed, and permit every change; two slots do not overlap, and copying a slot to itself
        // changes nothing.
        unsafe { copy::words(from.as_ptr(), to.as_ptr(), len) };
    }
}
