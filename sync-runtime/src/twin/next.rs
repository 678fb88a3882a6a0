//! Where the next line is noted, as far as a pen knows without a look at the log.

use super::entry::{State, decode, encode};
use super::place::Place;
use super::slot::{LINE, Range};
use crate::atomic::{
    AtomicU64,
    Ordering::{Relaxed, Release},
};

/// Bytes of an entry.
const ENTRY: usize = size_of::<AtomicU64>();

/// The address of the next entry, if it is one in the midst of a cache line, of which all belongs
/// to the area. Where a cache line begins there is more to look at: the log says what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Next(usize);

impl Next {
    /// Nothing is noted.
    pub(super) const FIRST: Self = Self(0);

    /// One line is noted, which the state names.
    pub(super) const SECOND: Self = Self(LINE);

    /// Something is left, of which the pen itself does not know where.
    pub(super) const LEFT: Self = Self(2 * LINE);

    /// The log is to be asked.
    pub(super) const UNKNOWN: Self = Self(3 * LINE);

    /// Of an area with so many entries.
    #[inline(always)]
    pub(super) fn of(area: &[AtomicU64], count: usize) -> Self {
        let Some([_, next]) = area.get(count.wrapping_sub(1)..=count) else { return Self::UNKNOWN };
        let (at, end) = (core::ptr::from_ref(next).addr(), area.as_ptr_range().end.addr());
        let is_known = LINE.is_multiple_of(ENTRY) && at.is_multiple_of(ENTRY) && at.next_multiple_of(LINE) <= end;
        if is_known { Self(at) } else { Self::UNKNOWN }
    }

    #[inline(always)]
    pub(super) fn is_entry(self) -> bool {
        !self.0.is_multiple_of(LINE)
    }

    /// Notes a line behind what was noted last, and returns where the next one goes.
    ///
    /// # Safety
    ///
    /// It [is an entry](Self::is_entry), of the log of `place`.
    #[inline(always)]
    pub(super) unsafe fn note(self, place: Place<'_>, line: usize) -> Self {
        // SAFETY: an entry of the same area, for it is not the first one of it; see `of`.
        let last = unsafe { entry(self.0 - ENTRY) };
        let noted = last.load(Relaxed);
        if decode(noted).end == line {
            // Where it ends is the lower half.
            last.store(noted.wrapping_add(1), Release);
            return self;
        }
        // SAFETY: the caller's promise.
        let next = unsafe { entry(self.0) };
        next.store(encode(Range::of(line)), Relaxed);
        let state = &place.front().log.state;
        // No other thread changes it.
        state.store(State(state.load(Relaxed)).and_one().0, Release);
        Self(self.0 + ENTRY)
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
