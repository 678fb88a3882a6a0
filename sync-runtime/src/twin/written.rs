//! What was written in one line.

/// The address of one aligned number of eight or four bytes, or else some address in the line.
///
/// One number is copied as it was written. To load more than what was stored just now, a processor
/// waits until the store has reached the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written(usize);

impl Written {
    const LONG: usize = 2;
    const SHORT: usize = 1;

    /// Which it is, in the bits that no number's address has.
    const KIND: usize = Self::LONG | Self::SHORT;

    #[inline(always)]
    pub(super) fn new(at: usize, len: usize) -> Self {
        match len {
            8 if at.is_multiple_of(8) => Self(at | Self::LONG),
            4 if at.is_multiple_of(4) => Self(at | Self::SHORT),
            _ => Self(at & !Self::KIND),
        }
    }

    /// And this, of the same line.
    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        if self == other { self } else { Self(self.at()) }
    }

    #[inline(always)]
    pub(super) fn at(self) -> usize {
        self.0 & !Self::KIND
    }

    #[inline(always)]
    pub(super) fn is_number(self) -> bool {
        self.0 & Self::KIND != 0
    }

    /// Whether the number has eight bytes.
    #[inline(always)]
    pub(super) fn is_long(self) -> bool {
        self.0 & Self::LONG != 0
    }
}
