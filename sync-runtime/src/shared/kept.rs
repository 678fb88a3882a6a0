//! How values are kept in segments, and what a handle gives access to: copied as wholes, or changed
//! in place.

use super::at::At;
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
