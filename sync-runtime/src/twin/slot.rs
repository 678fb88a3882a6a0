//! One of the two places of a value, as cells and as lines.

use crate::pod::{Cells, copy};
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::ptr::NonNull;

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

    pub(crate) fn lines(self) -> core::ops::Range<usize> {
        self.first..self.end
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

/// Both slots of a value, without its type. `0` is the one of even versions, `1` the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slots<'a> {
    starts: [NonNull<u8>; 2],
    /// How many lines each has.
    lines: usize,
    borrowed: PhantomData<&'a UnsafeCell<u8>>,
}

impl<'a> Slots<'a> {
    #[inline(always)]
    pub(crate) fn new<L: Cells>([even, odd]: &'a [Slot<L>; 2]) -> Self {
        let starts = [NonNull::from(even).cast(), NonNull::from(odd).cast()];
        Self { starts, lines: Slot::<L>::LINES, borrowed: PhantomData }
    }

    /// How many lines a slot has.
    #[inline(always)]
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    #[inline(always)]
    fn start(&self, slot: usize) -> NonNull<u8> {
        self.starts[slot & 1]
    }

    /// The line of a slot that the `len` bytes at `at` are in, if it is one; they are one at least.
    #[inline(always)]
    pub(crate) fn line(&self, slot: usize, at: usize, len: usize) -> Option<usize> {
        let first = at.wrapping_sub(self.start(slot).addr().get());
        let line = first / LINE;
        let is_one = first.wrapping_add(len - 1) / LINE == line;
        (is_one && line < self.lines).then_some(line)
    }

    /// The lines of a slot that the `len` bytes at `at` have a part in. Of an address that is
    /// elsewhere it makes some lines of the slot.
    #[inline(always)]
    pub(crate) fn touched(&self, slot: usize, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.start(slot).addr().get());
        self.clip(at / LINE, at.wrapping_add(len).wrapping_add(LINE - 1) / LINE)
    }

    /// The lines of a slot that the `len` bytes at `at` have all of.
    #[inline]
    pub(crate) fn covered(&self, slot: usize, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.start(slot).addr().get());
        self.clip(at.wrapping_add(LINE - 1) / LINE, at.wrapping_add(len) / LINE)
    }

    /// Where the lines of `range` are, from and to.
    #[inline(always)]
    pub(crate) fn addresses(&self, slot: usize, range: Range) -> (usize, usize) {
        let start = self.start(slot).addr().get();
        (start + range.first * LINE, start + range.end * LINE)
    }

    #[inline(always)]
    fn clip(&self, first: usize, end: usize) -> Range {
        Range { first: first.min(self.lines), end: end.min(self.lines) }
    }

    /// Copies a line to a slot from the other one. See [`copy_to`](Self::copy_to).
    #[inline(always)]
    pub(crate) fn copy_line_to(&self, slot: usize, line: usize) {
        if line < self.lines {
            // SAFETY: the line is within the slots.
            unsafe { self.copy(slot, line * LINE, LINE) };
        }
    }

    /// Copies the lines of `range` to a slot from the other one.
    ///
    /// Threads may be reading either slot meanwhile. What they read here does not count.
    #[inline(always)]
    pub(crate) fn copy_to(&self, slot: usize, range: Range) {
        let range = range.common(Range { first: 0, end: self.lines });
        if range.is_empty() {
            return;
        }
        // SAFETY: the range is within the slots, as was looked at above.
        unsafe { self.copy(slot, range.first * LINE, range.len() * LINE) };
    }

    /// # Safety
    ///
    /// `len` bytes from `at` on are whole lines within the slots.
    #[inline(always)]
    unsafe fn copy(&self, slot: usize, at: usize, len: usize) {
        // SAFETY: the caller's promise.
        let (from, to) = (unsafe { self.start(slot ^ 1).add(at) }, unsafe { self.start(slot).add(at) });
        // SAFETY: both ranges are within slots, which are aligned to lines, are borrowed, and
        // permit every change; the two slots do not overlap.
        unsafe { copy::lines(from.as_ptr(), to.as_ptr(), len) };
    }
}
