//! Which lines are in the log.

use core::cell::Cell;
use core::mem::MaybeUninit;

/// How many places there are: as many as a word has bits.
const PLACES: usize = 64;

/// A set of lines that may forget some: who asks again and again for the same few is told that they
/// are there, without a search.
///
/// A line is in one of two places. If others are in both, the first of these is forgotten.
#[derive(Debug)]
pub(crate) struct Known {
    /// Which places were written since all was forgotten.
    used: Cell<u64>,
    /// Not written before it is used: a lock is acquired more often than many lines are noted.
    places: [Cell<MaybeUninit<u32>>; PLACES],
}

impl Known {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { used: Cell::new(0), places: [const { Cell::new(MaybeUninit::uninit()) }; PLACES] }
    }

    /// Puts `line` into the set, and says whether it was there.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation, reason = "no value has more lines: `log::MAX_LINES`")]
    pub(crate) fn insert(&self, line: usize) -> bool {
        let line = line as u32;
        let first = place_of(line);
        for place in [first, first ^ 1] {
            match self.at(place) {
                Some(known) if known == line => return true,
                Some(_) => {}
                None => {
                    self.put(place, line);
                    return false;
                }
            }
        }
        self.put(first, line);
        false
    }

    #[inline(always)]
    fn at(&self, place: usize) -> Option<u32> {
        if self.used.get() >> place & 1 == 0 {
            return None;
        }
        // SAFETY: a place that is used was written.
        Some(unsafe { self.places[place].get().assume_init() })
    }

    #[inline(always)]
    fn put(&self, place: usize, line: u32) {
        self.places[place].set(MaybeUninit::new(line));
        self.used.set(self.used.get() | 1 << place);
    }

    /// Leaves none in the set.
    #[inline(always)]
    pub(crate) fn forget(&self) {
        self.used.set(0);
    }
}

/// Spreads lines that are equally far from each other.
#[inline(always)]
fn place_of(line: u32) -> usize {
    (line.wrapping_mul(0x9e37_79b9) >> (u32::BITS - PLACES.trailing_zeros())) as usize
}
