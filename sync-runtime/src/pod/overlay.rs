//! Two layouts in the same place: what an enum with data is made of.

use super::Cells;
use core::fmt;
use core::mem::ManuallyDrop;

/// Either of two layouts, both at the beginning. Which of them counts is said elsewhere, by a tag
/// with which both begin.
#[doc(hidden)]
#[repr(C)]
pub union Overlay<A, B> {
    first: ManuallyDrop<A>,
    second: ManuallyDrop<B>,
}

// SAFETY: `#[repr(C)]`; both are `Cells`, so any bytes are either, and neither has drop glue.
unsafe impl<A: Cells, B: Cells> Cells for Overlay<A, B> {}

impl<A: Cells, B: Cells> Overlay<A, B> {
    /// The place as the first layout.
    #[inline(always)]
    #[must_use]
    pub fn first(&self) -> &A {
        // SAFETY: any bytes are an `A`. No value of this type is ever made: it is a view of shared
        // memory, all bytes of which are initialized.
        unsafe { &self.first }
    }

    /// The place as the second layout.
    #[inline(always)]
    #[must_use]
    pub fn second(&self) -> &B {
        // SAFETY: as in `first`.
        unsafe { &self.second }
    }
}

impl<A, B> fmt::Debug for Overlay<A, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Overlay").finish_non_exhaustive()
    }
}
