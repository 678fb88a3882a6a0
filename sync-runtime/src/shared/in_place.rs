//! Handles of values that are changed in place.

use super::Shared;
use super::at::At;
use crate::error::SyncError;
use crate::in_place::{InPlaceGuard, LockedInPlace, Reading, Writing};
use crate::locked::{Snapshot, TransactError};
use crate::shared_locked::{Kept, SharedInPlace};
use crate::timeout::{IntoTimeout, Timeout};
use crate::view::View;
use core::fmt;
use core::ops::Deref;

/// The value of a [`Shared`] that is changed in place, and how long that handle waits for its lock.
/// It dereferences to [`LockedInPlace`], which has all that can be done with the value.
pub struct InPlaceAccess<T: SharedInPlace> {
    locked: At<LockedInPlace<T>>,
    timeout: Timeout,
}

impl<T: SharedInPlace> Clone for InPlaceAccess<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: SharedInPlace> Copy for InPlaceAccess<T> {}

impl<T: SharedInPlace> InPlaceAccess<T> {
    pub(super) fn new(locked: At<LockedInPlace<T>>, timeout: Timeout) -> Self {
        Self { locked, timeout }
    }

    /// [`LockedInPlace::with_lock`] with the handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::with_lock`].
    #[inline]
    pub fn with_lock<R>(
        &self,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, SyncError>,
    ) -> Result<R, SyncError> {
        self.change(&self.timeout, change)?
    }

    /// [`LockedInPlace::transact`] with the handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::transact`].
    #[inline]
    pub fn transact<R, E>(
        &self,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, E>,
    ) -> Result<R, TransactError<E>> {
        self.change(&self.timeout, change)?.map_err(TransactError::Aborted)
    }

    /// [`LockedInPlace::get_lock`] with the handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::get_lock`].
    #[inline]
    pub fn get_lock(&self) -> Result<InPlaceGuard<'_, T>, SyncError> {
        self.get_lock_within(self.timeout)
    }

    /// [`LockedInPlace::store`] with the handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::store`].
    pub fn store(&self, value: &T) -> Result<(), SyncError> {
        self.store_within(self.timeout, value)
    }

    /// [`LockedInPlace::view`] with the handle's timeout, if the lock has to be acquired.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::view`].
    #[inline]
    pub fn view<R>(&self, look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>) -> Result<R, SyncError> {
        self.view_within(self.timeout, look)
    }

    /// [`LockedInPlace::load`] with the handle's timeout, if the lock has to be acquired.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::load`].
    pub fn load(&self) -> Result<Box<T>, SyncError> {
        self.view(|view| view.to_box())
    }

    /// [`LockedInPlace::snapshot`] with the handle's timeout, if the lock has to be acquired.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::snapshot`].
    pub fn snapshot(&self) -> Result<Snapshot<Box<T>>, SyncError> {
        self.snapshot_of(self.timeout, &mut |view| view.to_box())
    }

    /// [`LockedInPlace::view_newer`]; `timeout` is for the next commit, the handle's for the lock,
    /// if that has to be acquired.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::view_newer`].
    pub fn view_newer<R>(
        &self,
        seen: u64,
        timeout: impl IntoTimeout,
        mut look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Option<Snapshot<R>>, SyncError> {
        self.newer_than(seen, timeout.into(), self.timeout, &mut look)
    }

    /// [`LockedInPlace::load_newer`]; `timeout` is for the next commit, the handle's for the lock,
    /// if that has to be acquired.
    ///
    /// # Errors
    ///
    /// Those of [`LockedInPlace::load_newer`].
    pub fn load_newer(&self, seen: u64, timeout: impl IntoTimeout) -> Result<Option<Snapshot<Box<T>>>, SyncError> {
        self.view_newer(seen, timeout, |view| view.to_box())
    }
}

impl<T: SharedInPlace> Deref for InPlaceAccess<T> {
    type Target = LockedInPlace<T>;

    #[inline(always)]
    fn deref(&self) -> &LockedInPlace<T> {
        self.locked.here()
    }
}

impl<T: SharedInPlace> fmt::Debug for InPlaceAccess<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Segments of structs with `#[shared(in_place)]`.
impl<T: Kept> Shared<T> {
    /// Makes the segment called `name`. The value begins as zeroes, and `initial` makes of it what
    /// it is to be at first; no part of it is ever on the stack. The segment is whole when it
    /// appears.
    ///
    /// ```
    /// use sync_runtime::{Shared, SharedLocked};
    ///
    /// #[derive(SharedLocked)]
    /// #[shared(in_place)]
    /// struct Frame { number: u64, pixels: [u8; 1 << 20] }
    ///
    /// # let name = format!("doc-create-with-{}", std::process::id());
    /// # let name = name.as_str();
    /// let frame = Shared::<Frame>::create_with(name, |frame| { frame.number().set(1); Ok(()) })?;
    /// frame.with_lock(|frame| {
    ///     frame.pixels().fill(7);
    ///     frame.number().set(2);
    ///     Ok(())
    /// })?;
    /// assert_eq!(frame.view(|frame| frame.pixels().at(4095)?.get())?, 7);
    /// # Shared::<Frame>::unlink(name)?;
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create), such as [`System`](SyncError::System) if there is no
    /// room; those of `initial`. No segment is left then.
    pub fn create_with(
        name: &str,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Self, SyncError>
    where
        T: SharedInPlace,
    {
        Self::options().create_with(name, initial)
    }

    /// Opens the segment called `name`, or makes it as [`create_with`](Self::create_with) does, if
    /// there is none. If several processes do so at once, one makes it and all share it.
    ///
    /// `initial` is called again if another process makes the segment and removes it meanwhile.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open) and [`create_with`](Self::create_with), except `NotFound` and
    /// `AlreadyExists`.
    pub fn open_or_create_with(
        name: &str,
        initial: impl FnMut(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Self, SyncError>
    where
        T: SharedInPlace,
    {
        Self::options().open_or_create_with(name, initial)
    }

    /// Makes a segment as [`create_with`](Self::create_with) does and gives it the name, whether or
    /// not another segment has it. See [`replace`](Self::replace).
    ///
    /// # Errors
    ///
    /// Those of [`replace`](Self::replace), and those of `initial`.
    pub fn replace_with(
        name: &str,
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Self, SyncError>
    where
        T: SharedInPlace,
    {
        Self::options().replace_with(name, initial)
    }

    /// Makes a segment without a name, as [`create_with`](Self::create_with) does. See
    /// [`anonymous`](Self::anonymous).
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System), such as if there is no room; those of `initial`.
    pub fn anonymous_with(
        initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
    ) -> Result<Self, SyncError>
    where
        T: SharedInPlace,
    {
        Self::options().anonymous_with(initial)
    }
}
