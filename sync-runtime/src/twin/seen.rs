//! Lines that are noted, so that they are not noted again.

use core::cell::Cell;

/// Lines that are noted, each in a place that its number says, where another one may replace it: so
/// that a closure that changes a few of them in turns notes each once. One that is not found is
/// noted again.
#[derive(Debug)]
pub(super) struct Seen {
    lines: [Cell<u32>; Seen::PLACES],
    /// What makes a place of a number: other ones for lines that are equally far from each other.
    spread: Cell<u32>,
}

impl Seen {
    const PLACES: usize = 32;

    /// No line: no value has as many.
    const NOTHING: u32 = u32::MAX;

    #[inline(always)]
    pub(super) fn new() -> Self {
        let lines = [const { Cell::new(Self::NOTHING) }; Self::PLACES];
        Self { lines, spread: Cell::new(0x9e37_79b9) }
    }

    /// Forgets all, and finds other places, for in these some lines seem to replace each other all
    /// the time.
    pub(super) fn spread_otherwise(&self) {
        self.lines.iter().for_each(|place| place.set(Self::NOTHING));
        self.spread.set(self.spread.get().wrapping_mul(5));
    }

    #[inline(always)]
    pub(super) fn place(&self, line: usize) -> Kept<'_> {
        let place = number(line).wrapping_mul(self.spread.get()) >> (u32::BITS - Self::PLACES.trailing_zeros());
        Kept(&self.lines[place as usize % Self::PLACES])
    }
}

/// The place of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept<'a>(&'a Cell<u32>);

impl Kept<'_> {
    #[inline(always)]
    pub(super) fn has(self, line: usize) -> bool {
        self.0.get() == number(line)
    }

    #[inline(always)]
    pub(super) fn keep(self, line: usize) {
        self.0.set(number(line));
    }
}

#[inline(always)]
#[allow(clippy::cast_possible_truncation, reason = "at most `MAX_LINES`")]
fn number(line: usize) -> u32 {
    line as u32
}
