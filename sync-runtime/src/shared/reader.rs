//! A handle that only reads.

use super::polling::await_commit;
use super::reader_options::{ReadOnly, ReaderOptions, trust};
use super::record::SINGLE;
use crate::error::SyncError;
use crate::locked::{Lockable, Locked, Snapshot};
use crate::segment::{self, Reading, SegmentName};
use crate::shared_locked::SharedLocked;
use crate::timeout::{Deadline, IntoTimeout};
use core::fmt;
use std::sync::Arc;

/// A shared value that is only read: the segment is mapped for reading alone, and is never written.
///
/// A reader needs no thread id and no lock. So it reads segments of other PID namespaces (other
/// containers), and segments that its user may read but not write, such as one with the mode
/// `0o644`; another user's, if it says so. All that it returns is consistent, as with
/// [`Locked::load`](crate::Locked::load).
///
/// ```
/// use sync_runtime::{Shared, SharedReader};
///
/// # let name = format!("doc-reader-{}", std::process::id());
/// # let name = name.as_str();
/// let total = Shared::<u64>::options().mode(0o644).create(name, 40)?;
/// let reader = SharedReader::<u64>::open(name)?; // in a process of any user, with `any_owner(true)`
/// total.with_lock(|total| *total += 2)?;
/// assert_eq!(reader.load()?, 42);
/// # Shared::<u64>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// A handle is cheap to clone and may be used from any thread.
///
/// # Who is trusted
///
/// No bytes of a segment lead to undefined behaviour in a reader. But users who may write a segment
/// can also cut its file short; a process that reads beyond the end is killed by `SIGBUS`.
pub struct SharedReader<T: SharedLocked> {
    reading: Arc<Reading<Locked<T>>>,
}

impl<T: SharedLocked> SharedReader<T> {
    /// Where to say whose segments may be read, before opening.
    pub fn options() -> ReaderOptions<Self> {
        let () = Locked::<T>::FITS;
        ReaderOptions::new()
    }

    /// Opens the segment called `name` for reading.
    ///
    /// # Errors
    ///
    /// In the order in which it is checked: [`InvalidName`](SyncError::InvalidName),
    /// [`NotFound`](SyncError::NotFound), [`NotARegularFile`](SyncError::NotARegularFile),
    /// [`WrongOwner`](SyncError::WrongOwner), [`System`](SyncError::System) if this user may not
    /// read it, [`Truncated`](SyncError::Truncated), [`NotASegment`](SyncError::NotASegment),
    /// [`FormatVersion`](SyncError::FormatVersion),
    /// [`ForeignPlatform`](SyncError::ForeignPlatform),
    /// [`LayoutMismatch`](SyncError::LayoutMismatch), [`Damaged`](SyncError::Damaged).
    pub fn open(name: &str) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().open(name)
    }

    /// The segment that the parent process [passed](crate::Shared::pass_to) under the environment
    /// variable `variable`, for reading.
    ///
    /// # Errors
    ///
    /// [`NotPassed`](SyncError::NotPassed) if none was, and those of [`open`](Self::open) that are
    /// about the contents.
    pub fn inherit(variable: &str) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        segment::inherit_to_read(variable, SINGLE).map(Self::new)
    }

    fn new(reading: Reading<Locked<T>>) -> Self {
        Self { reading: Arc::new(reading) }
    }

    /// [`Locked::load`](crate::Locked::load): a consistent copy of the value.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`.
    #[inline]
    pub fn load(&self) -> Result<T, SyncError> {
        self.reading.first().load()
    }

    /// [`Locked::snapshot`](crate::Locked::snapshot): a consistent copy of the value, and its
    /// version.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load).
    #[inline]
    pub fn snapshot(&self) -> Result<Snapshot<T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        self.reading.first().snapshot()
    }

    /// [`Locked::version`](crate::Locked::version): how often the value was changed since it was
    /// made.
    #[inline]
    #[must_use]
    pub fn version(&self) -> u64
    where
        T::Lock: Lockable<T>,
    {
        self.reading.first().version()
    }

    /// How often the lock was acquired from an owner that had died.
    #[must_use]
    pub fn recoveries(&self) -> u32 {
        self.reading.first().recoveries()
    }

    /// Waits until a version other than `seen` is committed, and returns the newest value. `None`
    /// if `timeout` ran out first. Values in between may be skipped; an older one never follows a
    /// newer one.
    ///
    /// A reader cannot ask to be woken, for that is written into the segment. So it looks at the
    /// version again and again: after 50 µs at first, then after ever longer pauses, up to 2 ms.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load). [`Interrupted`](SyncError::Interrupted) by a signal, if
    /// `timeout` is [interruptible](crate::Timeout::interruptible).
    /// [`Superseded`](SyncError::Superseded) if the segment was upgraded to another layout and
    /// there is nothing newer.
    pub fn load_newer(&self, seen: u64, timeout: impl IntoTimeout) -> Result<Option<Snapshot<T>>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        let is_superseded = || self.reading.first().is_superseded();
        if await_commit(seen, Deadline::new(timeout.into()), || self.version(), is_superseded)? {
            self.snapshot().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Whether the segment's name is gone, or is another segment's. `false` for a segment that
    /// never had a name.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System).
    pub fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.reading.is_unlinked()
    }
}

impl<T: SharedLocked> ReadOnly for SharedReader<T> {
    fn open_of(name: &str, any_owner: bool) -> Result<Self, SyncError> {
        segment::open_to_read(SegmentName::new(name)?, SINGLE, trust(any_owner)).map(Self::new)
    }
}

impl<T: SharedLocked> Clone for SharedReader<T> {
    fn clone(&self) -> Self {
        Self { reading: Arc::clone(&self.reading) }
    }
}

impl<T: SharedLocked + fmt::Debug> fmt::Debug for SharedReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedReader").field(self.reading.first()).finish()
    }
}
