//! Where the next line is noted, without a look at the log.

use super::entry::{State, decode, encode};
use super::place::Place;
use super::slot::Range;
use crate::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
};
use core::cell::Cell;

/// Bytes of an entry.
const ENTRY: usize = size_of::<AtomicU64>();

/// The address of the next entry of an area in which there is one already, and where the area ends.
#[derive(Debug)]
pub(super) struct Next {
    at: Cell<usize>,
    end: Cell<usize>,
}

impl Next {
    /// The log is to be asked.
    #[inline(always)]
    pub(super) fn unknown() -> Self {
        Self { at: Cell::new(0), end: Cell::new(0) }
    }

    #[inline(always)]
    pub(super) fn forget(&self) {
        self.end.set(0);
    }

    /// Of an area with so many entries. It stays unknown behind a longer range, of which a line may
    /// be noted next: the log sees that.
    pub(super) fn set(&self, (area, count): (&[AtomicU64], usize)) {
        let last = area.get(count.wrapping_sub(1)).map(|last| decode(last.load(Relaxed)));
        let is_known = count < area.len() && last.is_some_and(|last| last.end.wrapping_sub(last.first) == 1);
        let (start, len) = if is_known { (area.as_ptr().addr(), area.len()) } else { (0, 0) };
        self.at.set(start + count * ENTRY);
        self.end.set(start + len * ENTRY);
    }

    /// Whether there is one.
    #[inline(always)]
    pub(super) fn is_known(&self) -> bool {
        self.at.get() < self.end.get()
    }

    /// Notes a line behind what was noted last.
    ///
    /// # Safety
    ///
    /// It is known: it was set to what the log of `place` has told, and since then nothing else was
    /// noted there.
    #[inline(always)]
    pub(super) unsafe fn note(&self, place: Place<'_>, line: usize) {
        let at = self.at.get();
        // SAFETY: an entry of the area, for this is not the first one of it.
        let last = unsafe { entry(at - ENTRY) };
        let noted = last.load(Relaxed);
        if decode(noted).end == line {
            // Where it ends is the lower half.
            return last.store(noted.wrapping_add(1), Release);
        }
        // SAFETY: an entry, for it is in front of the end.
        let next = unsafe { entry(at) };
        next.store(encode(Range::of(line)), Relaxed);
        let state = &place.front().log.state;
        // No other thread changes it.
        state.store(State(state.load(Relaxed)).and_one().0, Release);
        self.at.set(at + ENTRY);
    }
}

/// The entry at an address.
///
/// # Safety
///
/// There is one, as long as the log is used, and its provenance is exposed.
#[inline(always)]
unsafe fn entry<'a>(at: usize) -> &'a AtomicU64 {
    // SAFETY: the caller's promise.
    unsafe { &*core::ptr::with_exposed_provenance::<AtomicU64>(at) }
}
