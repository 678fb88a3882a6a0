//! How values are kept in segments, and what a handle gives access to: copied as wholes, or changed
//! in place.

use super::in_place::InPlaceAccess;
use super::upgrade::FormerLayouts;
use crate::error::{LayoutMismatch, SyncError};
use crate::in_place::LockedInPlace;
use crate::locked::Locked;
use crate::segment::{Segment, SegmentName};
use crate::shared_locked::{ByValue, InPlace, Keeping, Kept, SharedInPlace, SharedLocked};
use crate::timeout::Timeout;
use core::ptr::NonNull;

/// What a segment of a `T` holds.
pub(super) type PlaceOf<T> = <<T as Kept>::How as Keeping<T>>::Place;

/// What a handle of a `T` has of the value.
pub(super) type AccessOf<T> = <<T as Kept>::How as Keeping<T>>::Access;

/// What a handle of a `T` dereferences to.
pub(super) type TargetOf<T> = <<T as Kept>::How as Keeping<T>>::Target;

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

impl<T: SharedLocked> Keeping<T> for ByValue {
    type Place = Locked<T>;
    type Access = At<Locked<T>>;
    type Target = Locked<T>;

    const FITS: () = Locked::<T>::FITS;
    const TIMEOUT: Timeout = T::TIMEOUT;

    #[cold]
    fn upgrade(
        name: &str,
        mode: u32,
        timeout: Timeout,
        mismatch: Box<LayoutMismatch>,
    ) -> Result<Segment<Locked<T>>, SyncError> {
        let formers = FormerLayouts::of_defaults();
        if formers.is_empty() {
            return Err(SyncError::LayoutMismatch(mismatch));
        }
        formers.find(&SegmentName::new(name)?, mode, timeout)
    }

    #[inline(always)]
    unsafe fn access(place: NonNull<Locked<T>>, _: Timeout) -> At<Locked<T>> {
        // SAFETY: the caller's promise.
        unsafe { At::new(place) }
    }

    #[inline(always)]
    fn target(access: &At<Locked<T>>) -> &Locked<T> {
        access.here()
    }
}

impl<T: SharedInPlace> Keeping<T> for InPlace {
    type Place = LockedInPlace<T>;
    type Access = InPlaceAccess<T>;
    type Target = InPlaceAccess<T>;

    const FITS: () = ();
    const TIMEOUT: Timeout = T::TIMEOUT;

    #[inline(always)]
    unsafe fn access(place: NonNull<LockedInPlace<T>>, timeout: Timeout) -> InPlaceAccess<T> {
        // SAFETY: the caller's promise.
        InPlaceAccess::new(unsafe { At::new(place) }, timeout)
    }

    #[inline(always)]
    fn target(access: &InPlaceAccess<T>) -> &InPlaceAccess<T> {
        access
    }
}
