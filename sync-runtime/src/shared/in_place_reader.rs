//! A handle of a value that is changed in place, that only reads.

use super::polling::{LONGEST_PAUSE, await_commit};
use super::reader_options::{ReadOnly, ReaderOptions, trust};
use super::record::SINGLE;
use crate::error::SyncError;
use crate::in_place::{LOOKS, LockedInPlace, Reading};
use crate::locked::Snapshot;
use crate::pauses::Pauses;
use crate::segment::{self, SegmentName};
use crate::shared_locked::SharedInPlace;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use crate::view::View;
use core::fmt;
use core::hint;
use std::sync::Arc;

/// A shared value with `#[shared(in_place)]` that is only read: the segment is mapped for reading
/// alone, and is never written.
///
/// It is to such values what [`SharedReader`](crate::SharedReader) is to others: it needs no lock,
/// and reads segments of other PID namespaces, and of other users if it says so. Whom it trusts is
/// said there, too.
///
/// ```
/// use sync_runtime::{InPlaceReader, Shared, SharedLocked};
///
/// #[derive(SharedLocked)]
/// #[shared(in_place)]
/// struct Frame { number: u64, pixels: [u8; 1 << 20] }
///
/// # let name = format!("doc-in-place-reader-{}", std::process::id());
/// # let name = name.as_str();
/// let frame = Shared::<Frame>::create_with(name, |_| Ok(()))?;
/// let reader = InPlaceReader::<Frame>::open(name)?; // in any process
/// frame.with_lock(|frame| {
///     frame.number().set(1);
///     frame.pixels().fill(7);
///     Ok(())
/// })?;
/// let seen = reader.view(|frame| Ok((frame.number().get()?, frame.pixels().at(4095)?.get()?)))?;
/// assert_eq!(seen, (1, 7));
/// # Shared::<Frame>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// A handle is cheap to clone and may be used from any thread.
pub struct InPlaceReader<T: SharedInPlace> {
    reading: Arc<segment::Reading<LockedInPlace<T>>>,
}

impl<T: SharedInPlace> InPlaceReader<T> {
    /// Where to say whose segments may be read, before opening.
    pub fn options() -> ReaderOptions<Self> {
        ReaderOptions::new()
    }

    /// Opens the segment called `name` for reading.
    ///
    /// # Errors
    ///
    /// Those of [`SharedReader::open`](crate::SharedReader::open).
    pub fn open(name: &str) -> Result<Self, SyncError> {
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
        segment::inherit_to_read(variable, SINGLE).map(Self::new)
    }

    fn new(reading: segment::Reading<LockedInPlace<T>>) -> Self {
        Self { reading: Arc::new(reading) }
    }

    /// [`LockedInPlace::view`](crate::LockedInPlace::view), without ever taking the lock: `look`
    /// runs again for as long as writers overtake it, but no longer than the type says
    /// (`timeout_ms`; one second by default).
    ///
    /// # Errors
    ///
    /// Those of `look`. [`Overtaken`](SyncError::Overtaken) if a writer overtook each look until
    /// then: one that looks at less at once will succeed.
    pub fn view<R>(&self, look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>) -> Result<R, SyncError> {
        self.view_within(T::TIMEOUT, look)
    }

    /// [`view`](Self::view), for as long as `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`view`](Self::view). [`Interrupted`](SyncError::Interrupted) by a signal, if
    /// `timeout` is [interruptible](Timeout::interruptible).
    pub fn view_within<R>(
        &self,
        timeout: impl IntoTimeout,
        mut look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<R, SyncError> {
        self.snapshot_of(timeout.into(), &mut look).map(|seen| seen.value)
    }

    /// Waits until the version is another than `seen`, and returns what `look` sees of the newest
    /// value; `None` if `timeout` ran out first. Versions in between may be skipped.
    ///
    /// It looks at the version again and again, as
    /// [`SharedReader::load_newer`](crate::SharedReader::load_newer) does.
    ///
    /// # Errors
    ///
    /// Those of [`view_within`](Self::view_within). [`Superseded`](SyncError::Superseded) if the
    /// segment was upgraded to another layout and there is nothing newer.
    pub fn view_newer<R>(
        &self,
        seen: u64,
        timeout: impl IntoTimeout,
        mut look: impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Option<Snapshot<R>>, SyncError> {
        let is_superseded = || self.reading.first().is_superseded();
        if await_commit(seen, Deadline::new(timeout.into()), || self.version(), is_superseded)? {
            self.snapshot_of(T::TIMEOUT, &mut look).map(Some)
        } else {
            Ok(None)
        }
    }

    /// A consistent copy of the whole value, on the heap. See [`view`](Self::view).
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`; those of
    /// [`view`](Self::view).
    pub fn load(&self) -> Result<Box<T>, SyncError> {
        self.view(|view| view.to_box())
    }

    /// [`load`](Self::load), and the version of what it returns.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load).
    pub fn snapshot(&self) -> Result<Snapshot<Box<T>>, SyncError> {
        self.snapshot_of(T::TIMEOUT, &mut |view| view.to_box())
    }

    /// [`view_newer`](Self::view_newer) of the whole value, as [`load`](Self::load).
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load) and [`view_newer`](Self::view_newer).
    pub fn load_newer(&self, seen: u64, timeout: impl IntoTimeout) -> Result<Option<Snapshot<Box<T>>>, SyncError> {
        self.view_newer(seen, timeout, |view| view.to_box())
    }

    /// How many commits the value has seen.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.reading.first().version()
    }

    /// How often the lock was acquired from an owner that had died.
    #[must_use]
    pub fn recoveries(&self) -> u32 {
        self.reading.first().recoveries()
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

    fn snapshot_of<R>(
        &self,
        timeout: Timeout,
        look: &mut impl FnMut(View<'_, T, Reading<'_>>) -> Result<R, SyncError>,
    ) -> Result<Snapshot<R>, SyncError> {
        for _ in 0..LOOKS {
            if let Some(outcome) = self.reading.first().look_once(look) {
                return outcome;
            }
            hint::spin_loop();
        }
        let deadline = Deadline::new(timeout);
        let mut pauses = Pauses::new(deadline, LONGEST_PAUSE);
        loop {
            if deadline.has_passed() {
                return Err(SyncError::Overtaken);
            }
            if !pauses.pause() {
                return Err(SyncError::Interrupted);
            }
            if let Some(outcome) = self.reading.first().look_once(look) {
                return outcome;
            }
        }
    }
}

impl<T: SharedInPlace> ReadOnly for InPlaceReader<T> {
    fn open_of(name: &str, any_owner: bool) -> Result<Self, SyncError> {
        segment::open_to_read(SegmentName::new(name)?, SINGLE, trust(any_owner)).map(Self::new)
    }
}

impl<T: SharedInPlace> Clone for InPlaceReader<T> {
    fn clone(&self) -> Self {
        Self { reading: Arc::clone(&self.reading) }
    }
}

impl<T: SharedInPlace> fmt::Debug for InPlaceReader<T> {
    /// Does not show the value, which may be large.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InPlaceReader").field("version", &self.version()).finish_non_exhaustive()
    }
}
