//! What was written in one line.

use core::ops::BitAnd;

/// An address in the line, and what was written there since the last commit.
///
/// One number is copied as it was written. To load more than what was stored just now, a processor
/// waits until the store has reached the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) at: usize,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// One aligned number of eight bytes.
    Long,
    /// One aligned number of four bytes.
    Short,
    /// Anything in the line.
    Line,
}

impl Written {
    #[inline(always)]
    pub(super) fn new(at: usize, len: usize) -> Self {
        let what = match len {
            8 if at.is_multiple_of(8) => What::Long,
            4 if at.is_multiple_of(4) => What::Short,
            _ => What::Line,
        };
        Self { at, what }
    }
}

impl BitAnd for Written {
    type Output = Self;

    /// What one and the other have written, in the same line.
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        if self == other { self } else { Self { what: What::Line, ..self } }
    }
}

#[cfg(test)]
#[test]
fn only_aligned_numbers_are_copied_as_numbers() {
    let written = [(64, 8), (68, 8), (72, 4), (70, 4), (64, 2), (64, 16)].map(|(at, len)| Written::new(at, len).what);
    assert_eq!(written, [What::Long, What::Line, What::Short, What::Line, What::Line, What::Line]);
}
