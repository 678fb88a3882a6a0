//! How values are kept: copied as wholes, or changed in place.

use super::{Formers, SharedLocked};
use crate::error::SyncError;
use crate::pod::Pod;
use crate::segment::Record;
use crate::timeout::Timeout;
use core::ptr::NonNull;

/// A type that can be shared as a whole, and how its values are kept. Implemented by the derive.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared as a whole",
    label = "this type has no lock of its own",
    note = "for a struct or an enum of your own, add `#[derive(sync_runtime::SharedLocked)]` to it, and `#[shared(in_place)]` for `create_with` and `view`; if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that",
    note = "for a type parameter, add the bound `sync_runtime::SharedLocked`",
    note = "for a type of another crate, hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`; for text and lists use `ArrayString<N>` and `ArrayVec<T, N>` (feature `arrayvec`)"
)]
pub trait Kept: Pod {
    /// [`ByValue`] or [`InPlace`].
    type How: Keeping<Self>;
}

/// What a segment holds of a `T`, and what a handle gives access to.
#[doc(hidden)]
pub trait Keeping<T> {
    /// The value with its lock.
    type Place: Record + Sync;

    /// Refuses, at compile time, what cannot be shared.
    const FITS: ();

    /// How long a lock is waited for, if nothing else is said.
    const TIMEOUT: Timeout;

    /// Tells of the layouts that have not got the fields with `#[shared(default)]`.
    #[must_use]
    fn former_layouts<F: Formers<T>>(formers: F) -> F;

    /// What an upgrade makes another value of: the value, or a view of it.
    type Seen<'a>;

    /// Ends the value at `place` under its lock: `prepare` makes what takes its place, and what
    /// that returns puts it there. If either fails or panics, nothing has changed.
    ///
    /// # Errors
    ///
    /// Those of acquiring the lock, and those of the two functions.
    fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
        place: &Self::Place,
        timeout: Timeout,
        prepare: impl FnOnce(Self::Seen<'_>) -> Result<P, SyncError>,
    ) -> Result<R, SyncError>;

    /// What a handle has of the value.
    type Access: Copy + Send + Sync;

    /// What the handle dereferences to.
    type Target;

    /// # Safety
    ///
    /// The value stays where it is as long as what is returned is used.
    unsafe fn access(place: NonNull<Self::Place>, timeout: Timeout) -> Self::Access;

    fn target(access: &Self::Access) -> &Self::Target;
}

// Recommended: what is missing is `SharedLocked`.
impl<T: SharedLocked> Kept for T {
    type How = ByValue;
}

/// Changed by a private copy, which is committed as a whole.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByValue {}

/// Changed where it is.
#[doc(hidden)]
#[derive(Debug)]
pub enum InPlace {}

/// That values of type `T` are copied, although they are kept so: never met. The derive of a struct
/// with `#[shared(in_place)]` writes a [`SharedLocked`] that asks for it, so that this is what the
/// compiler tells.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{T}` is changed in place, and this is for values that are copied",
    label = "`{T}` has `#[shared(in_place)]`",
    note = "to make a segment of one, use `create_with`, `open_or_create_with`, `replace_with` or `anonymous_with`: their closure sets the first value",
    note = "to read one, open it with `Shared`, or with `InPlaceReader` in place of `SharedReader`, and use `view`",
    note = "for an upgrade, use `upgrade_with`, to a struct with `#[shared(in_place)]`: its closure sets the new value",
    note = "for a `Table`, remove `#[shared(in_place)]`, if it has at most 65536 bytes"
)]
pub trait Copies<'a, T> {}
