//! How a segment is created or opened.

use super::Shared;
use super::record::{SINGLE, single};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::segment::{self, Segment, SegmentName};
use crate::shared_locked::SharedLocked;
use crate::timeout::{IntoTimeout, Timeout};
use core::fmt;
use core::marker::PhantomData;
use std::os::fd::OwnedFd;
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
#[must_use = "options do nothing until `create`, `open`, `open_or_create`, `replace`, `anonymous`, `inherit`, `from_fd` or `unlink`"]
pub struct SharedOptions<T: SharedLocked> {
    mode: u32,
    damaged: bool,
    keep_descriptor: bool,
    timeout: Timeout,
    value: PhantomData<fn() -> T>,
}

impl<T: SharedLocked> SharedOptions<T> {
    /// The owner alone.
    const DEFAULT_MODE: u32 = 0o600;

    pub(super) fn new() -> Self {
        Self {
            mode: Self::DEFAULT_MODE,
            damaged: false,
            keep_descriptor: true,
            timeout: T::TIMEOUT,
            value: PhantomData,
        }
    }

    /// The permissions of a segment that is created, whatever the umask. A segment that is opened
    /// may let no other users write it than these: all who may write it are trusted. Default:
    /// `0o600`.
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// Lets [`unlink`](Self::unlink) and [`replace`](Self::replace) remove what is no segment: a
    /// damaged one, one that was cut short, another program's file, a link; anything but a
    /// directory. Default: `false`.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SyncError};
    /// # let name = format!("doc-damaged-{}", std::process::id());
    /// # let name = name.as_str();
    /// std::fs::write(format!("/dev/shm/{name}"), "no segment").unwrap();
    /// assert!(matches!(Shared::<u64>::unlink(name), Err(SyncError::NotASegment { .. })));
    /// Shared::<u64>::options().damaged(true).unlink(name)?;
    /// # Ok::<(), SyncError>(())
    /// ```
    pub fn damaged(mut self, damaged: bool) -> Self {
        self.damaged = damaged;
        self
    }

    /// Whether the handle of a segment without a name keeps a descriptor, by which the segment can be
    /// [passed](Shared::pass_to) or [handed on](Shared::descriptor). Default: `true`.
    ///
    /// Without one, a process can have thousands of such segments, however few files it may have
    /// open. Children that are forked, without `exec`, share the segment all the same. The handle of
    /// a segment with a name never keeps one.
    ///
    /// ```
    /// # use sync_runtime::{Shared, SyncError};
    /// let total = Shared::<u64>::options().keep_descriptor(false).anonymous(0)?;
    /// assert!(total.descriptor().is_none());
    /// let mut worker = std::process::Command::new("worker");
    /// assert!(matches!(total.pass_to(&mut worker, "TOTAL"), Err(SyncError::NoDescriptor)));
    /// # Ok::<(), SyncError>(())
    /// ```
    pub fn keep_descriptor(mut self, keep_descriptor: bool) -> Self {
        self.keep_descriptor = keep_descriptor;
        self
    }

    /// How long the handle's locking methods wait, and [`open`](Self::open) if other processes open
    /// a segment of a dead PID namespace at the same time. Default: what the type says
    /// (`timeout_ms`), else one second.
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
        single(&initial).create(SegmentName::new(name)?, mode).map(|segment| self.handle(segment))
    }

    /// [`Shared::open`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`]; [`InvalidMode`](SyncError::InvalidMode).
    pub fn open(self, name: &str) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        let mode = self.checked_mode()?;
        segment::open(SegmentName::new(name)?, SINGLE, mode, self.timeout).map(|segment| self.handle(segment))
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
        // Each turn after the first means that another process created or unlinked the segment
        // meanwhile.
        let segment = loop {
            match segment::open(name.clone(), SINGLE, mode, self.timeout) {
                Err(SyncError::NotFound { .. }) => {}
                opened => break opened?,
            }
            match single(&initial).create(name.clone(), mode) {
                Err(SyncError::AlreadyExists { .. }) => {}
                created => break created?,
            }
        };
        Ok(self.handle(segment))
    }

    /// [`Shared::replace`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::replace`]; [`InvalidMode`](SyncError::InvalidMode).
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn replace(self, name: &str, value: T) -> Result<Shared<T>, SyncError> {
        let mode = self.checked_mode()?;
        single(&value).replace(SegmentName::new(name)?, mode, self.damaged).map(|segment| self.handle(segment))
    }

    /// [`Shared::unlink`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::unlink`].
    pub fn unlink(self, name: &str) -> Result<(), SyncError> {
        segment::unlink(&SegmentName::new(name)?, self.damaged)
    }

    /// [`Shared::anonymous`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::anonymous`].
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn anonymous(self, initial: T) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        single(&initial).anonymous().map(|segment| self.handle(segment))
    }

    /// [`Shared::inherit`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::inherit`].
    pub fn inherit(self, variable: &str) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        segment::inherit(variable, SINGLE).map(|segment| self.handle(segment))
    }

    /// [`Shared::from_fd`] with these options; the mode means nothing here.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::from_fd`].
    pub fn from_fd(self, descriptor: OwnedFd) -> Result<Shared<T>, SyncError> {
        let () = Locked::<T>::FITS;
        segment::from_fd(descriptor, SINGLE).map(|segment| self.handle(segment))
    }

    fn handle(&self, segment: Segment<Locked<T>>) -> Shared<T> {
        let segment = if self.keep_descriptor { segment } else { segment.without_descriptor() };
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
        let Self { mode, damaged, keep_descriptor, timeout, value: _ } = self;
        let mode = format_args!("{mode:#o}");
        f.debug_struct("SharedOptions")
            .field("mode", &mode)
            .field("damaged", damaged)
            .field("keep_descriptor", keep_descriptor)
            .field("timeout", timeout)
            .finish()
    }
}
