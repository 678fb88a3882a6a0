//! Making segments of a value. Where a function is missing, the compiler lists those that return a
//! handle, and those of the first module first.

use super::Shared;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::shared_locked::{Kept, MadeFrom, SharedLocked, Whole};

// The bounds stand at the functions: an unmet one of the impl is told without its text.
impl<T: Kept> Shared<T> {
    /// Makes the segment called `name`, with a first value. It is whole when it appears.
    ///
    /// # Errors
    ///
    /// [`AlreadyExists`](SyncError::AlreadyExists); [`InvalidName`](SyncError::InvalidName) unless
    /// it is 1 to 250 bytes without `/` and NUL, not `.` or `..`, and does not begin with
    /// `.sync-runtime.`;
    /// [`System`](SyncError::System), such as for a full disk.
    ///
    /// # References
    ///
    /// [`shm_overview(7)`](https://man7.org/linux/man-pages/man7/shm_overview.7.html), whose names
    /// these are, without the slash.
    pub fn create<V>(name: &str, initial: V) -> Result<Self, SyncError>
    where
        V: Whole<Made = T>,
        T: MadeFrom<Whole = V> + SharedLocked,
    {
        let () = Locked::<T>::FITS;
        Self::options().create(name, initial.made())
    }

    /// Opens the segment called `name`, or makes it with a first value if there is none. If several
    /// processes do so at once, one makes it and all share it.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open) and [`create`](Self::create), except `NotFound` and
    /// `AlreadyExists`.
    pub fn open_or_create<V>(name: &str, initial: V) -> Result<Self, SyncError>
    where
        V: Whole<Made = T>,
        T: MadeFrom<Whole = V> + SharedLocked,
    {
        let () = Locked::<T>::FITS;
        Self::options().open_or_create(name, initial.made())
    }

    /// Makes a segment without a name, to be [passed](Self::pass_to) to children. Nothing is left
    /// of it when the last process has dropped it or died.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System).
    ///
    /// # References
    ///
    /// [`memfd_create(2)`](https://man7.org/linux/man-pages/man2/memfd_create.2.html)
    pub fn anonymous<V>(initial: V) -> Result<Self, SyncError>
    where
        V: Whole<Made = T>,
        T: MadeFrom<Whole = V> + SharedLocked,
    {
        let () = Locked::<T>::FITS;
        Self::options().anonymous(initial.made())
    }

    /// Makes a segment with this value and gives it the name, in one step, whether or not another
    /// segment has it: processes that open it from now on start afresh.
    ///
    /// Processes that have the former segment open keep it, and see no change of the new one. They
    /// find out with [`is_unlinked`](Self::is_unlinked). A process that is killed in here leaves
    /// the former segment or the new one, whole. It may also leave a file with a name that begins
    /// with `.sync-runtime.`, which the next `replace` of any segment by the same user removes.
    ///
    /// ```
    /// # use sync_runtime::Shared;
    /// # let name = format!("doc-replace-{}", std::process::id());
    /// # let name = name.as_str();
    /// let former = Shared::<u64>::create(name, 1)?;
    /// let new = Shared::<u64>::replace(name, 2)?;
    /// assert_eq!((former.load()?, new.load()?), (1, 2));
    /// assert!(former.is_unlinked()? && !new.is_unlinked()?);
    /// # Shared::<u64>::unlink(name)?;
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`create`](Self::create), except `AlreadyExists`.
    /// [`NotARegularFile`](SyncError::NotARegularFile), [`Truncated`](SyncError::Truncated) or
    /// [`NotASegment`](SyncError::NotASegment) if what has the name is no segment; see
    /// [`SharedOptions::damaged`](crate::SharedOptions::damaged).
    ///
    /// # References
    ///
    /// [`rename(2)`](https://man7.org/linux/man-pages/man2/rename.2.html)
    pub fn replace<V>(name: &str, value: V) -> Result<Self, SyncError>
    where
        V: Whole<Made = T>,
        T: MadeFrom<Whole = V> + SharedLocked,
    {
        let () = Locked::<T>::FITS;
        Self::options().replace(name, value.made())
    }
}
