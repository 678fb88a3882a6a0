//! How a table is created or opened.

use super::Table;
use super::contents::table;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::segment::{self, Segment, SegmentName, Wanted};
use crate::shared::SharedOptions;
use crate::shared_locked::SharedLocked;
use crate::timeout::IntoTimeout;
use core::fmt;
use std::os::fd::OwnedFd;

/// How a table is created or opened: what [`SharedOptions`] says of a value.
///
/// ```
/// # use sync_runtime::Table;
/// # let name = format!("doc-table-options-{}", std::process::id());
/// # let name = name.as_str();
/// let counts = Table::<u64>::options().mode(0o660).create(name, 100, |_| 0)?;
/// # drop(counts);
/// # Table::<u64>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "options do nothing until `create`, `open`, `open_or_create`, `replace`, `anonymous`, `inherit`, `from_fd` or `unlink`"]
pub struct TableOptions<T: SharedLocked>(SharedOptions<T>);

impl<T: SharedLocked> TableOptions<T> {
    pub(super) fn new() -> Self {
        Self(SharedOptions::new())
    }

    /// [`SharedOptions::mode`].
    pub fn mode(self, mode: u32) -> Self {
        Self(self.0.mode(mode))
    }

    /// [`SharedOptions::damaged`].
    pub fn damaged(self, damaged: bool) -> Self {
        Self(self.0.damaged(damaged))
    }

    /// [`SharedOptions::keep_descriptor`].
    pub fn keep_descriptor(self, keep_descriptor: bool) -> Self {
        Self(self.0.keep_descriptor(keep_descriptor))
    }

    /// [`SharedOptions::prefault`].
    pub fn prefault(self, prefault: bool) -> Self {
        Self(self.0.prefault(prefault))
    }

    /// How long [`open`](Self::open) waits if other processes open a table of a dead PID namespace
    /// at the same time. Default: what the type says (`timeout_ms`), else one second.
    ///
    /// The locks of the records are waited for as long as the type says, or as `with_lock_within`
    /// and the like are told.
    pub fn timeout(self, timeout: impl IntoTimeout) -> Self {
        Self(self.0.timeout(timeout))
    }

    /// [`Table::create`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Table::create`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn create(self, name: &str, len: usize, initial: impl FnMut(usize) -> T) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.0.checked_mode()?;
        let segment = table(len, initial)?.create(SegmentName::new(name)?, mode)?;
        Ok(self.handle(segment))
    }

    /// [`Table::open`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Table::open`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn open(self, name: &str) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.0.checked_mode()?;
        let segment = segment::open(SegmentName::new(name)?, Wanted::AnyTable, mode, self.0.timeout)?;
        Ok(self.handle(segment))
    }

    /// [`Table::open_or_create`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Table::open_or_create`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn open_or_create(
        self,
        name: &str,
        len: usize,
        initial: impl FnMut(usize) -> T,
    ) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.0.checked_mode()?;
        let segment = table(len, initial)?.open_or_create(&SegmentName::new(name)?, mode, self.0.timeout)?;
        Ok(self.handle(segment))
    }

    /// [`Table::replace`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Table::replace`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn replace(self, name: &str, len: usize, initial: impl FnMut(usize) -> T) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.0.checked_mode()?;
        let segment = table(len, initial)?.replace(&SegmentName::new(name)?, mode, self.0.damaged)?;
        Ok(self.handle(segment))
    }

    /// [`Table::unlink`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Table::unlink`].
    pub fn unlink(self, name: &str) -> Result<(), SyncError> {
        self.0.unlink(name)
    }

    /// [`Table::anonymous`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Table::anonymous`].
    pub fn anonymous(self, len: usize, initial: impl FnMut(usize) -> T) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let segment = table(len, initial)?.anonymous()?;
        Ok(self.handle(segment))
    }

    /// [`Table::inherit`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Table::inherit`].
    pub fn inherit(self, variable: &str) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        segment::inherit(variable, Wanted::AnyTable).map(|segment| self.handle(segment))
    }

    /// [`Table::from_fd`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Table::from_fd`].
    pub fn from_fd(self, descriptor: OwnedFd) -> Result<Table<T>, SyncError> {
        let () = Locked::<T>::FITS;
        segment::from_fd(descriptor, Wanted::AnyTable).map(|segment| self.handle(segment))
    }

    fn handle(&self, segment: Segment<Locked<T>>) -> Table<T> {
        Table { segment: self.0.apply_to(segment), mode: self.0.mode }
    }
}

impl<T: SharedLocked> fmt::Debug for TableOptions<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TableOptions").field(&self.0).finish()
    }
}
