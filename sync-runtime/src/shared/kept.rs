//! How values are kept in segments, and what a handle gives access to: copied as wholes, or changed
//! in place.

use super::in_place::InPlaceAccess;
use crate::error::SyncError;
use crate::in_place::{Holding, LockedInPlace};
use crate::locked::Locked;
use crate::shared_locked::{ByValue, Formers, InPlace, Keeping, Kept, SharedInPlace, SharedLocked};
use crate::timeout::Timeout;
use crate::view::View;
use core::ptr::NonNull;

/// What a segment of a `T` holds.
pub(super) type PlaceOf<T> = <<T as Kept>::How as Keeping<T>>::Place;

/// What a handle of a `T` has of the value.
pub(super) type AccessOf<T> = <<T as Kept>::How as Keeping<T>>::Access;

/// What an upgrade makes another value of a `T` of.
pub(super) type SeenOf<'a, T> = <<T as Kept>::How as Keeping<T>>::Seen<'a>;

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

    fn former_layouts<F: Formers<T>>(formers: F) -> F {
        T::former_layouts(formers)
    }

    type Seen<'a> = T;

    fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
        place: &Locked<T>,
        timeout: Timeout,
        prepare: impl FnOnce(T) -> Result<P, SyncError>,
    ) -> Result<R, SyncError> {
        place.supersede(timeout, prepare)
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

    fn former_layouts<F: Formers<T>>(formers: F) -> F {
        T::former_layouts(formers)
    }

    type Seen<'a> = View<'a, T, Holding<'a>>;

    fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
        place: &LockedInPlace<T>,
        timeout: Timeout,
        prepare: impl for<'a> FnOnce(View<'a, T, Holding<'a>>) -> Result<P, SyncError>,
    ) -> Result<R, SyncError> {
        place.supersede(timeout, prepare)
    }

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
