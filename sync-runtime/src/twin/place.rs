//! Where the parts of a twin are, without the type of its value.

use super::entry::State;
use super::slot::{LINE, Range, Slot};
use super::written::{What, Written};
use super::{Front, Twin};
use crate::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Relaxed, Release},
};
use crate::pod::{Cells, copy};
use core::cell::UnsafeCell;
use core::marker::PhantomData;
use core::ptr::NonNull;
use core::slice;

/// The least entries of one of the halves.
const LEAST: usize = 64;

/// Lines of a value for one entry more in each half: 4 KiB. With fewer entries, changes that are
/// scattered over a large value would be joined to ranges of much that was not touched; the halves
/// take 1/256 of the slots.
const LINES_PER_ENTRY: usize = 64;

/// How many entries each half has, for slots of so many lines.
pub(crate) const fn half(lines: usize) -> usize {
    let scaled = lines / LINES_PER_ENTRY;
    if scaled < LEAST { LEAST } else { scaled }
}

/// Where the parts of a twin are: its front, the slots, `0` for even versions and `1` for odd ones,
/// and behind them the halves of the log. It is small, for a pen has one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Where the front is.
    start: NonNull<u8>,
    /// How many lines each slot has.
    lines: usize,
    borrowed: PhantomData<&'a UnsafeCell<u8>>,
}

impl<'a> Place<'a> {
    /// Where the first slot begins, seen from the front.
    const SLOTS: usize = size_of::<Front>().next_multiple_of(LINE);

    /// Where the parts of `twin` are.
    ///
    /// # Safety
    ///
    /// [`Twin::SIZE`] bytes at `twin` are valid for reading and writing as long as it is borrowed,
    /// and their provenance is exposed.
    #[inline(always)]
    pub(super) unsafe fn new<L: Cells>(twin: &'a Twin<L>) -> Self {
        const { assert!(Self::SLOTS == Twin::<L>::SLOTS, "the slots are right behind the front") };
        let start = NonNull::from(twin).cast();
        Self { start, lines: Slot::<L>::LINES, borrowed: PhantomData }
    }

    #[inline(always)]
    pub(super) fn front(self) -> &'a Front {
        // SAFETY: a twin begins with it, and is borrowed.
        unsafe { self.start.cast().as_ref() }
    }

    /// A half of the log, `0` or `1`.
    #[inline(always)]
    pub(super) fn half(self, number: usize) -> &'a [AtomicU64] {
        let (slots, len) = (self.start.addr().get() + Self::SLOTS, half(self.lines));
        let at = slots + 2 * self.lines * LINE + (number & 1) * len * size_of::<AtomicU64>();
        let half = core::ptr::with_exposed_provenance::<AtomicU64>(at);
        // SAFETY: the promise of `new`. Behind the slots, which are whole lines, two such arrays
        // follow. Any bytes are atomic integers, and nothing else is there.
        unsafe { slice::from_raw_parts(half, len) }
    }

    /// The slot that does not count, as the owner of the lock sees it.
    #[inline(always)]
    pub(super) fn working(self) -> usize {
        usize::from(self.front().version.load(Relaxed) & 1 == 0)
    }

    /// How many lines a slot has.
    #[inline(always)]
    pub(super) fn lines(self) -> usize {
        self.lines
    }

    #[inline(always)]
    fn slot(self, slot: usize) -> NonNull<u8> {
        let at = Self::SLOTS + (slot & 1) * self.lines * LINE;
        // SAFETY: where the first slot ends, the second one begins, in the same twin.
        unsafe { self.start.add(at) }
    }

    #[inline(always)]
    pub(super) fn is_log_empty(self) -> bool {
        self.front().log.state.load(Relaxed) == State::EMPTY.0
    }

    /// Notes a line in an empty log, by one store.
    #[inline(always)]
    pub(super) fn note_only_line(self, line: usize) {
        self.front().log.state.store(State::new(State::LINE, line).0, Release);
    }

    /// Empties the log. The slots must be equal there already.
    #[inline(always)]
    pub(super) fn empty_log(self) {
        // What the log told has been copied: after that, in this order.
        self.front().log.state.store(State::EMPTY.0, Release);
    }

    /// Where a slot begins: at the address of a line, as each part of a twin does.
    #[inline(always)]
    pub(super) fn base(self, slot: usize) -> usize {
        self.slot(slot).addr().get()
    }

    /// The line, of a slot that begins at `base`, that the `len` bytes at `at` are in, if it is
    /// one; they are one at least.
    #[inline(always)]
    pub(super) fn line(self, base: usize, at: usize, len: usize) -> Option<usize> {
        let line = at.wrapping_sub(base) / LINE;
        (at % LINE + len <= LINE && line < self.lines).then_some(line)
    }

    /// The lines of a slot that the `len` bytes at `at` have a part in. Of an address that is
    /// elsewhere it makes some lines of the slot.
    #[inline(always)]
    pub(super) fn touched(self, slot: usize, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.slot(slot).addr().get());
        self.clip(at / LINE, at.wrapping_add(len).wrapping_add(LINE - 1) / LINE)
    }

    /// The lines of a slot that the `len` bytes at `at` have all of.
    #[inline]
    pub(super) fn covered(self, slot: usize, at: usize, len: usize) -> Range {
        let at = at.wrapping_sub(self.slot(slot).addr().get());
        self.clip(at.wrapping_add(LINE - 1) / LINE, at.wrapping_add(len) / LINE)
    }

    #[inline(always)]
    fn clip(self, first: usize, end: usize) -> Range {
        Range { first: first.min(self.lines), end: end.min(self.lines) }
    }

    /// Fetches what is at `at` in the other slot from `slot`, where it will be written.
    #[inline(always)]
    pub(super) fn prefetch(self, at: usize, slot: usize) {
        let at = at.wrapping_sub(self.base(slot ^ 1)).wrapping_add(self.base(slot));
        copy::prefetch(core::ptr::without_provenance(at));
    }

    /// Copies what was written in one line, to a slot from the other one. See
    /// [`copy_to`](Self::copy_to).
    ///
    /// # Safety
    ///
    /// It is in a line of the other slot.
    #[inline(always)]
    pub(super) unsafe fn copy_written(self, slot: usize, Written { at, what }: Written) {
        let at = at.wrapping_sub(self.base(slot ^ 1));
        // SAFETY: the caller's promise.
        let (from, to) = (unsafe { self.slot(slot ^ 1).add(at) }, unsafe { self.slot(slot).add(at) });
        match what {
            What::Long => {
                // SAFETY: aligned, borrowed, and any bytes of the slots are atomic integers; below,
                // too.
                let from = unsafe { from.cast::<AtomicU64>().as_ref() };
                // SAFETY: as above.
                let to = unsafe { to.cast::<AtomicU64>().as_ref() };
                to.store(from.load(Relaxed), Relaxed);
            }
            What::Short => {
                // SAFETY: as above.
                let from = unsafe { from.cast::<AtomicU32>().as_ref() };
                // SAFETY: as above.
                let to = unsafe { to.cast::<AtomicU32>().as_ref() };
                to.store(from.load(Relaxed), Relaxed);
            }
            What::Line => self.copy_line_to(slot, at / LINE),
        }
    }

    /// Copies a line to a slot from the other one. See [`copy_to`](Self::copy_to).
    #[inline(always)]
    pub(super) fn copy_line_to(self, slot: usize, line: usize) {
        if line < self.lines {
            // SAFETY: the line is within the slots.
            unsafe { self.copy(slot, line * LINE, LINE) };
        }
    }

    /// Copies the lines of `range` to a slot from the other one.
    ///
    /// Threads may be reading either slot meanwhile. What they read here does not count.
    #[inline(always)]
    pub(super) fn copy_to(self, slot: usize, range: Range) {
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
    unsafe fn copy(self, slot: usize, at: usize, len: usize) {
        // SAFETY: the caller's promise.
        let (from, to) = (unsafe { self.slot(slot ^ 1).add(at) }, unsafe { self.slot(slot).add(at) });
        // SAFETY: both ranges are within slots, which are aligned to lines, are borrowed, and
        // permit every change; the two slots do not overlap.
        unsafe { copy::lines(from.as_ptr(), to.as_ptr(), len) };
    }
}
