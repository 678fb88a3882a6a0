//! Where a value is that a handle leads to.

use core::ptr::NonNull;

/// Where a handle's value is.
#[derive(Debug)]
pub struct At<P>(NonNull<P>);

impl<P> At<P> {
    /// # Safety
    ///
    /// What is there may be borrowed as long as this is used.
    pub(super) unsafe fn new(place: NonNull<P>) -> Self {
        Self(place)
    }

    /// The value, for as long as it stays there.
    ///
    /// # Safety
    ///
    /// It stays there as long as `'a`.
    #[inline(always)]
    pub(super) unsafe fn get<'a>(self) -> &'a P {
        // SAFETY: the promises of `new` and of the caller.
        unsafe { self.0.as_ref() }
    }

    /// The value.
    #[inline(always)]
    pub(super) fn here(&self) -> &P {
        // SAFETY: `new` was promised that it stays there as long as this is used.
        unsafe { self.0.as_ref() }
    }
}

impl<P> Clone for At<P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for At<P> {}

// SAFETY: what it points to may be used from any thread.
unsafe impl<P: Sync> Send for At<P> {}
// SAFETY: as for `Send`.
unsafe impl<P: Sync> Sync for At<P> {}
