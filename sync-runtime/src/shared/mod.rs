//! The handle that users hold.

mod at;
mod commits;
mod former;
mod in_place_reader;
mod kept;
mod options;
mod owned;
mod polling;
mod reader;
mod reader_options;
mod record;

pub use commits::Commits;
pub use in_place::InPlaceAccess;
pub use in_place_reader::InPlaceReader;
pub use options::{SharedOptions, Upgrade};
pub use owned::OwnedGuard;
pub use reader::SharedReader;
pub use reader_options::ReaderOptions;

use crate::error::SyncError;
use crate::locked::{Guard, Lockable, Locked, Storable, TransactError};
use crate::process_id::ProcessId;
use crate::segment::{self, Segment};
use crate::shared_locked::{Keeping, Kept, MadeFrom, SharedLocked, Whole};
use crate::timeout::Timeout;
use core::convert::Infallible;
use core::fmt;
use core::ops::Deref;
use core::panic::{RefUnwindSafe, UnwindSafe};
use core::ptr::NonNull;
use kept::{AccessOf, PlaceOf, TargetOf};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::process::Command;
use std::sync::Arc;

/// A value that any number of processes read and change together.
///
/// A handle is cheap to clone and may be used from any thread. Dropping the last one of a process
/// unmaps the memory. The segment itself lives until it is [unlinked](Self::unlink) or the machine
/// restarts; one without a name, until the last process drops it. Everything that can be done with
/// the value is in [`Locked`], to which this dereferences.
///
/// ```
/// use sync_runtime::{Shared, SharedLocked};
///
/// #[derive(SharedLocked)]
/// struct Stats { requests: u64, errors: u32 }
///
/// # let name = format!("doc-shared-{}", std::process::id());
/// # let name = name.as_str();
/// let stats = Shared::<Stats>::create(name, Stats { requests: 0, errors: 0 })?;
/// stats.with_lock(|stats| stats.requests += 1)?; // in any process that opened it
/// assert_eq!(stats.load()?.requests, 1);
/// Shared::<Stats>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # Several values
///
/// | to have | take |
/// |---|---|
/// | one lock for several values, which then change together | a struct of them, or a tuple: `Shared<(A, B)>` |
/// | many values of one type in one segment, a lock and a condition for each | [`Table`](crate::Table) |
/// | values of different types, a lock for each | a segment for each; in one piece of memory of your own, [`Locked::initialize_at`], which is `unsafe` and unknown to `sync-inspect` |
/// | thousands of segments without a name, and no descriptor for each | [`keep_descriptor(false)`](SharedOptions::keep_descriptor) |
/// | several conditions for one value | [`Condition`](crate::Condition) |
///
/// # Who is trusted
///
/// No bytes of a segment lead to undefined behaviour, except those of the mutex itself, which holds
/// pointers. Users who may write a segment are trusted as a thread of the same program is. So a
/// segment is its owner's alone, unless [`SharedOptions::mode`] says otherwise.
pub struct Shared<T: Kept> {
    /// What `segment` holds, so that finding it is one step and not three.
    access: AccessOf<T>,
    segment: Arc<Segment<PlaceOf<T>>>,
    timeout: Timeout,
    mode: u32,
}

// As for `Locked`, to which it leads.
impl<T: Kept> UnwindSafe for Shared<T> {}
impl<T: Kept> RefUnwindSafe for Shared<T> {}

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
    /// [`SharedOptions::damaged`].
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

impl<T: Kept> Shared<T> {
    /// A handle for a segment.
    fn of_segment(segment: Arc<Segment<PlaceOf<T>>>, timeout: Timeout, mode: u32) -> Self {
        // SAFETY: `segment` keeps the value where it is, as long as the handle lives.
        let access = unsafe { <T::How as Keeping<T>>::access(NonNull::from(segment.first()), timeout) };
        Self { access, segment, timeout, mode }
    }

    /// Where to say which permissions and which timeout, before creating or opening.
    pub fn options() -> SharedOptions<T> {
        SharedOptions::new()
    }

    /// Opens the segment called `name`.
    ///
    /// If it was made in another PID namespace (another container), and no living process has it
    /// open for writing, it is adopted: it belongs to this process's namespace from now on. Its
    /// value and version stay.
    ///
    /// # Errors
    ///
    /// In the order in which it is checked: [`InvalidName`](SyncError::InvalidName),
    /// [`NotFound`](SyncError::NotFound), [`NotARegularFile`](SyncError::NotARegularFile),
    /// [`WrongOwner`](SyncError::WrongOwner), [`TooPermissive`](SyncError::TooPermissive),
    /// [`Truncated`](SyncError::Truncated), [`NotASegment`](SyncError::NotASegment),
    /// [`FormatVersion`](SyncError::FormatVersion),
    /// [`ForeignPlatform`](SyncError::ForeignPlatform), [`PidNamespace`](SyncError::PidNamespace)
    /// or [`BeingAdopted`](SyncError::BeingAdopted), [`LayoutMismatch`](SyncError::LayoutMismatch),
    /// which names the first field that differs, [`Damaged`](SyncError::Damaged).
    pub fn open(name: &str) -> Result<Self, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        Self::options().open(name)
    }

    /// The segment that the parent process [passed](Self::pass_to) under the environment variable
    /// `variable`.
    ///
    /// # Errors
    ///
    /// [`NotPassed`](SyncError::NotPassed) if none was, and those of [`open`](Self::open) that are
    /// about the contents.
    pub fn inherit(variable: &str) -> Result<Self, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        Self::options().inherit(variable)
    }

    /// Makes `command` hand this segment to the child that it starts (to each, if it starts
    /// several), and to no other process. The child calls [`inherit`](Self::inherit). If a segment
    /// was passed under this variable already, this one takes its place.
    ///
    /// ```no_run
    /// # use std::process::Command;
    /// # use sync_runtime::Shared;
    /// let total = Shared::<u64>::anonymous(0)?;
    /// let mut worker = Command::new("worker");
    /// total.pass_to(&mut worker, "TOTAL")?; // in the worker: Shared::<u64>::inherit("TOTAL")?
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotPassed`](SyncError::NotPassed) if `variable` is no name for a variable;
    /// [`NoDescriptor`](SyncError::NoDescriptor) after
    /// [`keep_descriptor(false)`](SharedOptions::keep_descriptor); those of
    /// [`open`](Self::open) if the segment has a name, which is looked up again.
    pub fn pass_to(&self, command: &mut Command, variable: &str) -> Result<(), SyncError> {
        segment::pass_to(&self.segment, self.mode, command, variable)
    }

    /// The descriptor of a segment without a name, or of one that was inherited: for `posix_spawn`,
    /// a fork server, or a Unix socket (`SCM_RIGHTS`). The process that gets a copy calls
    /// [`from_fd`](Self::from_fd). It is closed by `exec`, as every descriptor of this library.
    ///
    /// `None` if the segment has a name, by which other processes open it, or was made with
    /// [`keep_descriptor(false)`](SharedOptions::keep_descriptor).
    ///
    /// ```
    /// # use sync_runtime::Shared;
    /// let total = Shared::<u64>::anonymous(40)?;
    /// let copy = total.descriptor().expect("it is kept").try_clone_to_owned().unwrap();
    /// let same = Shared::<u64>::from_fd(copy)?; // in any process that was sent it
    /// same.with_lock(|total| *total += 2)?;
    /// assert_eq!(total.load()?, 42);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    #[must_use]
    pub fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.segment.descriptor()
    }

    /// The segment that is open as `descriptor`, which another process handed to this one. All who
    /// can write it are trusted, as those of a segment that is opened by name.
    ///
    /// # Errors
    ///
    /// [`NotARegularFile`](SyncError::NotARegularFile), and those of [`open`](Self::open) that are
    /// about the contents; [`System`](SyncError::System), such as for a descriptor that is open for
    /// reading alone.
    ///
    /// # References
    ///
    /// `SCM_RIGHTS` in [`unix(7)`](https://man7.org/linux/man-pages/man7/unix.7.html)
    pub fn from_fd(descriptor: OwnedFd) -> Result<Self, SyncError> {
        let () = <T::How as Keeping<T>>::FITS;
        Self::options().from_fd(descriptor)
    }

    /// Removes the name. Processes that have the segment open keep it; no process can open it any
    /// more.
    ///
    /// The segment may be of another type, format, platform or PID namespace.
    ///
    /// # Errors
    ///
    /// [`NotFound`](SyncError::NotFound), [`InvalidName`](SyncError::InvalidName),
    /// [`System`](SyncError::System). [`NotARegularFile`](SyncError::NotARegularFile),
    /// [`Truncated`](SyncError::Truncated) or [`NotASegment`](SyncError::NotASegment) if what has
    /// the name is no segment, and it stays; see [`SharedOptions::damaged`].
    pub fn unlink(name: &str) -> Result<(), SyncError> {
        Self::options().unlink(name)
    }

    /// Whether `create`, `open_or_create`, `replace` or `anonymous` made the segment for this
    /// handle or the one that it was cloned from. `false` if it was found: by `open`,
    /// `open_or_create` or `inherit`.
    ///
    /// ```
    /// # use sync_runtime::Shared;
    /// # let name = format!("doc-creator-{}", std::process::id());
    /// # let name = name.as_str();
    /// let first = Shared::<u64>::open_or_create(name, 1)?;
    /// let second = Shared::<u64>::open_or_create(name, 2)?;
    /// assert!(first.is_creator() && !second.is_creator());
    /// # Shared::<u64>::unlink(name)?;
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    #[must_use]
    pub fn is_creator(&self) -> bool {
        self.segment.is_creator()
    }

    /// Whether the segment's name is gone, or is another segment's: processes that open the name
    /// get another value than this one.
    ///
    /// One system call. `false` for a segment that never had a name.
    ///
    /// # Errors
    ///
    /// [`System`](SyncError::System).
    pub fn is_unlinked(&self) -> Result<bool, SyncError> {
        self.segment.is_unlinked()
    }

    /// Whether a process that is stored in this segment, as the owner of a job or a slot, still
    /// runs.
    ///
    /// As [`ProcessId::is_alive`], which knows nothing of segments, but also where the process was
    /// of another PID namespace (another container): all processes that have a segment open for
    /// locking are of one namespace. So a process of another namespace stored itself before the
    /// segment was adopted, when no process of its namespace had the segment open any more. It can
    /// do nothing to the value, and the answer is `false`. It may run, and hold other things.
    ///
    /// Only for processes that stored themselves in this segment, by a handle of it. Of one that
    /// was copied from elsewhere the answer can be wrong.
    ///
    /// ```
    /// # use sync_runtime::{ProcessId, Shared, SharedLocked};
    /// #[derive(SharedLocked)]
    /// struct Job { owner: Option<ProcessId> }
    ///
    /// let job = Shared::anonymous(Job { owner: Some(ProcessId::current()?) })?;
    /// let owner = job.load()?.owner.expect("it has one");
    /// assert!(job.is_alive(&owner)?);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`ProcessId::is_alive`], except that another PID namespace is none.
    /// [`PidNamespace`](SyncError::PidNamespace) in a forked child that is in another PID namespace
    /// than its parent.
    pub fn is_alive(&self, process: &ProcessId) -> Result<bool, SyncError> {
        process.is_alive_in(self.segment.namespace())
    }
}

impl<T: Kept> Shared<T> {
    /// How long this handle waits for the lock.
    pub(crate) fn patience(&self) -> Timeout {
        self.timeout
    }
}

/// What waits for the lock waits as long as [`SharedOptions::timeout`] of this handle says.
impl<T: SharedLocked> Shared<T> {
    /// [`Locked::with_lock`] with this handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`].
    #[inline]
    pub fn with_lock<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        let Ok(result) = T::Lock::change(self, &self.timeout, |value| Ok::<R, Infallible>(change(value)))?;
        Ok(result)
    }

    /// [`Locked::get_lock`] with this handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`].
    #[inline]
    pub fn get_lock(&self) -> Result<Guard<'_, T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        T::Lock::acquire(self, &self.timeout)
    }

    /// [`Locked::transact`] with this handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::transact`].
    #[inline]
    pub fn transact<R, E>(&self, change: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, TransactError<E>>
    where
        T::Lock: Lockable<T>,
    {
        T::Lock::change(self, &self.timeout, change)?.map_err(TransactError::Aborted)
    }

    /// [`Locked::store`] with this handle's timeout.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::store`].
    #[inline]
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn store(&self, value: T) -> Result<(), SyncError>
    where
        T::Lock: Storable<T>,
    {
        T::Lock::store(self, &self.timeout, &value)
    }
}

impl<T: Kept> Deref for Shared<T> {
    type Target = TargetOf<T>;

    #[inline(always)]
    fn deref(&self) -> &TargetOf<T> {
        <T::How as Keeping<T>>::target(&self.access)
    }
}

impl<T: Kept> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self::of_segment(Arc::clone(&self.segment), self.timeout, self.mode)
    }
}

impl<T: Kept> fmt::Debug for Shared<T>
where
    TargetOf<T>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Shared").field(&**self).finish()
    }
}

// Last: where a function is missing, the compiler lists those that return a handle, the first ones
// first, and most handles are made of a value.
mod in_place;
