//! A table that is only read.

use crate::error::SyncError;
use crate::locked::{Lockable, Locked, Snapshot};
use crate::segment::{self, Reading, SegmentName, Trust, Wanted};
use crate::shared_locked::SharedLocked;
use core::fmt;
use std::sync::Arc;

/// A [`Table`](crate::Table) that is only read: the segment is mapped for reading alone, and is
/// never written.
///
/// What [`SharedReader`](crate::SharedReader) says of a value holds of each record.
///
/// ```
/// # use sync_runtime::{Table, TableReader};
/// # let name = format!("doc-table-reader-{}", std::process::id());
/// # let name = name.as_str();
/// let scores = Table::<u32>::create(name, 3, |index| index as u32)?;
/// let reader = TableReader::<u32>::open(name)?;
/// scores.at(2)?.with_lock(|score| *score += 40)?;
/// assert_eq!(reader.load(2)?, 42);
/// # Table::<u32>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
pub struct TableReader<T: SharedLocked> {
    reading: Arc<Reading<Locked<T>>>,
}

impl<T: SharedLocked> TableReader<T> {
    /// Opens the table called `name` for reading, however long it is.
    ///
    /// # Errors
    ///
    /// Those of [`SharedReader::open`](crate::SharedReader::open).
    pub fn open(name: &str) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        segment::open_to_read(SegmentName::new(name)?, Wanted::AnyTable, Trust::Owner).map(Self::new)
    }

    /// The table that the parent process [passed](crate::Table::pass_to) under the environment
    /// variable `variable`, for reading.
    ///
    /// # Errors
    ///
    /// [`NotPassed`](SyncError::NotPassed) if none was, and those of [`open`](Self::open) that are
    /// about the contents.
    pub fn inherit(variable: &str) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        segment::inherit_to_read(variable, Wanted::AnyTable).map(Self::new)
    }

    fn new(reading: Reading<Locked<T>>) -> Self {
        Self { reading: Arc::new(reading) }
    }

    /// How many records there are: at least one.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no table is empty")]
    pub fn len(&self) -> usize {
        self.reading.len()
    }

    /// A consistent copy of the record at `index`, without its lock. See
    /// [`Locked::load`](crate::Locked::load).
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange) if there are not so many records;
    /// [`Damaged`](SyncError::Damaged) or [`Corrupt`](SyncError::Corrupt) if what is there is no
    /// `T`.
    pub fn load(&self, index: usize) -> Result<T, SyncError> {
        self.reading.at(index)?.load()
    }

    /// [`load`](Self::load), and the version. See [`Locked::snapshot`](crate::Locked::snapshot).
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load).
    pub fn snapshot(&self, index: usize) -> Result<Snapshot<T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        self.reading.at(index)?.snapshot()
    }

    /// A copy of each record, in order, each made when it is asked for.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Result<T, SyncError>> + '_ {
        (0..self.len()).map(|index| self.load(index))
    }

    /// Whether the table's name is gone, or is another segment's. `false` for one that never had a
    /// name.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System).
    pub fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.reading.is_unlinked()
    }
}

impl<T: SharedLocked> Clone for TableReader<T> {
    fn clone(&self) -> Self {
        Self { reading: Arc::clone(&self.reading) }
    }
}

impl<T: SharedLocked> fmt::Debug for TableReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TableReader").field("len", &self.len()).finish_non_exhaustive()
    }
}
