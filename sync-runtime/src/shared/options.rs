//! How a segment is created or opened.

use super::Shared;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::segment::{self, Segment, SegmentName};
use crate::shared_locked::SharedLocked;
use crate::timeout::{IntoTimeout, Timeout};
use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;

/// How a segment is created or opened, and how long its handle waits for the lock.
///
/// ```
/// # use sync_runtime::{Shared, Timeout};
/// # let name = format!("doc-options-{}", std::process::id());
/// # let name = name.as_str();
/// let total = Shared::<u64>::options().mode(0o660).timeout(Timeout::Never).create(name, 0)?;
/// # drop(total);
/// # Shared::<u64>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "options do nothing until `create`, `open`, `open_or_create`, `anonymous` or `inherit`"]
pub struct SharedOptions<T: SharedLocked> {
    mode: u32,
    timeout: Timeout,
    value: PhantomData<fn() -> T>,
}

impl<T: SharedLocked> SharedOptions<T> {
    /// The owner alone.
    const DEFAULT_MODE: u32 = 0o600;

    pub(super) fn new() -> Self {
        Self { mode: Self::DEFAULT_MODE, timeout: T::TIMEOUT, value: PhantomData }
    }

    /// The permissions of a segment that is created, whatever the umask; and those that one that is opened may have at most,
    /// as to who may write it. Everybody who may write it is trusted. Default: `0o600`.
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// How long the handle's locking methods wait. Default: what the type says (`timeout_ms`), else one second.
    pub fn timeout(mut self, timeout: impl IntoTimeout) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// [`Shared::create`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::create`]; [`InvalidMode`](SyncError::InvalidMode).
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn create(self, name: &str, initial: T) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        segment::create(SegmentName::new(name)?, mode, &initial).map(|segment| self.handle(segment))
    }

    /// [`Shared::open`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn open(self, name: &str) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        segment::open(SegmentName::new(name)?, mode).map(|segment| self.handle(segment))
    }

    /// [`Shared::open_or_create`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open_or_create`]; [`InvalidMode`](SyncError::InvalidMode).
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn open_or_create(self, name: &str, initial: T) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        let name = SegmentName::new(name)?;
        // Each turn after the first means that somebody else created or unlinked the segment meanwhile.
        let segment = loop {
            match segment::open(name.clone(), mode) {
                Err(SyncError::NotFound { .. }) => {}
                opened => break opened?,
            }
            match segment::create(name.clone(), mode, &initial) {
                Err(SyncError::AlreadyExists { .. }) => {}
                created => break created?,
            }
        };
        Ok(self.handle(segment))
    }

    /// [`Shared::anonymous`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::anonymous`].
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn anonymous(self, initial: T) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        segment::anonymous(&initial).map(|segment| self.handle(segment))
    }

    /// [`Shared::inherit`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::inherit`].
    pub fn inherit(self, variable: &str) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        segment::inherit(variable).map(|segment| self.handle(segment))
    }

    fn handle(&self, segment: Segment<T>) -> Shared<T> {
        Shared::of_segment(Arc::new(segment), self.timeout, self.mode)
    }

    fn checked_mode(&self) -> Result<u32, SyncError> {
        let mode = self.mode;
        if mode & 0o600 != 0o600 || mode > 0o777 {
            return Err(SyncError::InvalidMode { mode });
        }
        Ok(mode)
    }
}

impl<T: SharedLocked> fmt::Debug for SharedOptions<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mode, timeout, .. } = self;
        f.debug_struct("SharedOptions").field("mode", &format_args!("{mode:#o}")).field("timeout", timeout).finish()
    }
}
