//! Many records in one segment, each with a lock of its own.

mod claim;
mod contents;
mod iter;
mod options;
mod reader;

pub use claim::Claimable;
pub use iter::TableIter;
pub use options::TableOptions;
pub use reader::TableReader;

use crate::error::SyncError;
use crate::locked::Locked;
use crate::segment::{self, Segment};
use crate::shared_locked::SharedLocked;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::process::Command;
use std::sync::Arc;

/// Records that any number of processes read and change together, each under a lock of its own.
///
/// A table is one segment. How many records it has is said when it is made. [`at`](Self::at) gives
/// a record as a [`Locked`], with everything that one can do: `with_lock`, `get_lock`, `load`,
/// `wait_until`, `notify_one`.
///
/// ```
/// use sync_runtime::{Pod, SharedLocked, Table};
///
/// #[derive(SharedLocked)]
/// struct Job { state: State, attempts: u32 }
///
/// #[derive(Pod, Debug, PartialEq)]
/// enum State { Ready, Done }
///
/// # let name = format!("doc-table-{}", std::process::id());
/// # let name = name.as_str();
/// let jobs = Table::<Job>::open_or_create(name, 10_000, |_| Job { state: State::Ready, attempts: 0 })?;
/// jobs.at(17)?.with_lock(|job| job.attempts += 1)?; // in any process; no other record is locked
/// let (index, mut job) = jobs.claim(|job| job.state == State::Ready)?.expect("one is ready");
/// job.state = State::Done;
/// drop(job); // commits
/// assert_eq!(jobs.at(index)?.load()?.state, State::Done);
/// # Table::<Job>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// It is what `multiprocessing.Array` with a lock an element would be. To change several fields of
/// *one* large value together, see [`Shared`](crate::Shared): nothing is promised across two
/// records of a table.
///
/// A handle is cheap to clone and may be used from any thread. Dropping the last one of a process
/// unmaps the memory.
///
/// # Bytes a record
///
/// A record has 64 bytes for its lock and its condition, then twice the value and 20 bytes, rounded
/// up to a multiple of 64. So records never share a cache line:
///
/// | value, up to | record |
/// |---|---|
/// | 20 bytes | 128 |
/// | 52 bytes | 192 |
/// | 84 bytes | 256 |
///
/// Values of 8 bytes take 128, of 64 bytes 256. [`Locked::SIZE`] says it for a type. Beside the
/// records there is one header, and one schema.
///
/// # How many locks a thread may hold
///
/// One thread may hold 1,536 locks at once: the next is [`TooManyHeld`](SyncError::TooManyHeld).
/// The kernel releases no more than 2,048 of a thread that dies. In all threads together there is
/// no limit.
pub struct Table<T: SharedLocked> {
    segment: Arc<Segment<Locked<T>>>,
    mode: u32,
}

// As for `Locked`, which each record is.
impl<T: SharedLocked> UnwindSafe for Table<T> {}
impl<T: SharedLocked> RefUnwindSafe for Table<T> {}

impl<T: SharedLocked> Table<T> {
    /// Where to say which permissions, before creating or opening.
    pub fn options() -> TableOptions<T> {
        TableOptions::new()
    }

    /// Makes the table called `name`, with `len` records. `initial` is called with each index, and
    /// makes that record. The table is whole when it appears.
    ///
    /// # Errors
    ///
    /// [`InvalidLength`](SyncError::InvalidLength) if `len` is 0, or so large that its bytes cannot
    /// be counted; those of [`Shared::create`](crate::Shared::create), such as
    /// [`System`](SyncError::System) if there is no room for it. Then nothing is left of it.
    /// [`NotOwner`](SyncError::NotOwner) in a child that `initial` forked.
    pub fn create(name: &str, len: usize, initial: impl FnMut(usize) -> T) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().create(name, len, initial)
    }

    /// Opens the table called `name`, however long it is.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::open`](crate::Shared::open). A segment with one value is a
    /// [`LayoutMismatch`](SyncError::LayoutMismatch).
    pub fn open(name: &str) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().open(name)
    }

    /// Opens the table called `name`, or makes it if there is none. If several processes do so at
    /// once, one makes it and all share it.
    ///
    /// `initial` is called again for each record if another process makes the table and removes it
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open) and [`create`](Self::create), except `NotFound` and
    /// `AlreadyExists`. A table of another length is a
    /// [`LayoutMismatch`](SyncError::LayoutMismatch), which says both.
    pub fn open_or_create(name: &str, len: usize, initial: impl FnMut(usize) -> T) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().open_or_create(name, len, initial)
    }

    /// Makes a table without a name, to be [passed](Self::pass_to) to children. Nothing is left of
    /// it when the last process has dropped it or died.
    ///
    /// # Errors
    ///
    /// [`InvalidLength`](SyncError::InvalidLength), [`System`](SyncError::System);
    /// [`NotOwner`](SyncError::NotOwner) in a child that `initial` forked.
    pub fn anonymous(len: usize, initial: impl FnMut(usize) -> T) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().anonymous(len, initial)
    }

    /// The table that the parent process [passed](Self::pass_to) under the environment variable
    /// `variable`.
    ///
    /// # Errors
    ///
    /// Those of [`Shared::inherit`](crate::Shared::inherit).
    pub fn inherit(variable: &str) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().inherit(variable)
    }

    /// The table that is open as `descriptor`, which another process handed to this one. See
    /// [`Shared::from_fd`](crate::Shared::from_fd).
    ///
    /// # Errors
    ///
    /// Those of [`Shared::from_fd`](crate::Shared::from_fd).
    pub fn from_fd(descriptor: OwnedFd) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().from_fd(descriptor)
    }

    /// Makes a table and gives it the name, in one step, whether or not another segment has it. See
    /// [`Shared::replace`](crate::Shared::replace).
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create) and [`Shared::replace`](crate::Shared::replace), except
    /// `AlreadyExists`.
    pub fn replace(name: &str, len: usize, initial: impl FnMut(usize) -> T) -> Result<Self, SyncError> {
        let () = Locked::<T>::FITS;
        Self::options().replace(name, len, initial)
    }

    /// Removes the name. See [`Shared::unlink`](crate::Shared::unlink).
    ///
    /// # Errors
    ///
    /// Those of [`Shared::unlink`](crate::Shared::unlink).
    pub fn unlink(name: &str) -> Result<(), SyncError> {
        Self::options().unlink(name)
    }

    /// Makes `command` hand this table to the child that it starts. See
    /// [`Shared::pass_to`](crate::Shared::pass_to).
    ///
    /// # Errors
    ///
    /// Those of [`Shared::pass_to`](crate::Shared::pass_to).
    pub fn pass_to(&self, command: &mut Command, variable: &str) -> Result<(), SyncError> {
        segment::pass_to(&self.segment, self.mode, command, variable)
    }

    /// The descriptor of a table without a name, or of one that was inherited. See
    /// [`Shared::descriptor`](crate::Shared::descriptor).
    #[must_use]
    pub fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.segment.descriptor()
    }

    /// Whether the table was made for this handle, or the one that it was cloned from. See
    /// [`Shared::is_creator`](crate::Shared::is_creator).
    #[must_use]
    pub fn is_creator(&self) -> bool {
        self.segment.is_creator()
    }

    /// Whether the table's name is gone, or is another segment's. See
    /// [`Shared::is_unlinked`](crate::Shared::is_unlinked).
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System).
    pub fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.segment.is_unlinked()
    }

    /// How many records there are: at least one.
    #[inline(always)]
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "no table is empty")]
    pub fn len(&self) -> usize {
        self.segment.len()
    }

    /// The record at `index`.
    ///
    /// Looking it up takes no lock, and makes no system call. Only this record is checked.
    ///
    /// ```
    /// # use sync_runtime::{SyncError, Table};
    /// let counts = Table::<u64>::anonymous(4, |_| 0)?;
    /// counts.at(3)?.with_lock(|count| *count += 1)?;
    /// assert!(matches!(counts.at(4), Err(SyncError::OutOfRange { index: 4, len: 4 })));
    /// # Ok::<(), SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`OutOfRange`](SyncError::OutOfRange) if there are not so many records;
    /// [`Damaged`](SyncError::Damaged) if what is there is no record of this type.
    #[inline(always)]
    pub fn at(&self, index: usize) -> Result<&Locked<T>, SyncError> {
        self.segment.at(index)
    }
}

impl<T: SharedLocked> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { segment: Arc::clone(&self.segment), mode: self.mode }
    }
}

impl<T: SharedLocked> fmt::Debug for Table<T> {
    /// Shows no record: there may be millions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("len", &self.len()).finish_non_exhaustive()
    }
}
