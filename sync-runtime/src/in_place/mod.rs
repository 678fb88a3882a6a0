//! A large value with its lock, changed where it is.

mod access;
mod condition;
mod guard;
mod holder;
mod place;
mod read;
mod upgrade;

pub use access::{Holding, Reading, Writing};
pub use guard::InPlaceGuard;
use guard::tip_of;
pub(crate) use place::LOCK;
pub(crate) use read::LOOKS;

use crate::atomic::AtomicU64;
use crate::condvar::Condvar;
use crate::error::SyncError;
use crate::locked::TransactError;
use crate::locked::section::{Guarded, Section};
use crate::mutex::Mutex;
use crate::shared_locked::SharedInPlace;
use crate::timeout::{IntoTimeout, Timeout};
use crate::twin::{Room, Twin};
use crate::view::View;
use core::fmt;
use core::panic::{RefUnwindSafe, UnwindSafe};

/// A value of type `T` and its lock, in memory that any number of processes share, for a struct
/// with `#[shared(in_place)]`.
///
/// No copy of the value is made to change it, so it may have up to 256 GiB, and a change costs what
/// it touches. It is as crash-atomic as every shared value: a process may be killed after any
/// instruction, and the value is then the one before its change or the one after it.
///
/// [`Shared`](crate::Shared) makes the memory, too, and dereferences to this. In memory of your
/// own, begin with [`initialize_at`](Self::initialize_at) and [`attach`](Self::attach).
///
/// ```
/// use sync_runtime::{Shared, SharedLocked};
///
/// #[derive(SharedLocked)]
/// #[shared(in_place)]
/// struct Jobs { next: u64, frame: [u8; 1 << 20], lengths: [u32; 10_000] }
///
/// let jobs = Shared::<Jobs>::anonymous_with(|jobs| { jobs.next().set(1); Ok(()) })?; // begins as zeroes
/// jobs.with_lock(|jobs| {
///     let n = jobs.next().get();
///     jobs.lengths().at(n as usize)?.set(7); // only what is touched is touched
///     jobs.next().set(n + 1);
///     Ok(())
/// })?;
/// let length = jobs.view(|jobs| jobs.lengths().at(1)?.get())?; // without the lock
/// assert_eq!(length, 7);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # What it has not
///
/// Tables ([`Table`](crate::Table)), `lock = recursive`, and a guard that keeps its handle
/// ([`lock_owned`](crate::Shared::lock_owned), [`OwnedGuard`](crate::OwnedGuard)). An enum with
/// data is read and written as one part. [`InPlaceReader`](crate::InPlaceReader) maps read-only.
/// [`upgrade_with`](crate::SharedOptions::upgrade_with) upgrades a segment to it.
///
/// # Forked children
///
/// As for [`Locked`](crate::Locked#forked-children): a forked child does not hold its parent's
/// lock. To change the value by a view or a guard of the parent's panics there. What it reads by
/// one may be of several versions: it reads by [`view`](Self::view) instead.
///
/// # Memory
///
/// The value is there twice, and 1/256 as much again for the log of what is being changed: 1 KiB at
/// least.
#[repr(C, align(64))]
pub struct LockedInPlace<T: SharedInPlace> {
    /// What tells this memory from zeroes, other structs and anything else.
    state: AtomicU64,
    mutex: Mutex,
    condvar: Condvar,
    /// Last, for the log is behind it.
    value: Twin<T::Layout>,
}

// A closure that panics is rolled back, as for `Locked`.
impl<T: SharedInPlace> UnwindSafe for LockedInPlace<T> {}
impl<T: SharedInPlace> RefUnwindSafe for LockedInPlace<T> {}

impl<T: SharedInPlace> Guarded for LockedInPlace<T> {
    #[inline(always)]
    fn mutex(&self) -> &Mutex {
        &self.mutex
    }

    #[inline(always)]
    fn condvar(&self) -> &Condvar {
        &self.condvar
    }

    #[inline(always)]
    fn version(&self) -> u64 {
        self.value.version()
    }

    #[inline(always)]
    fn wake_watchers(&self) {
        self.value.wake_watchers();
    }

    /// What the owner wrote and did not commit is undone by the next pen.
    #[cold]
    unsafe fn recover(&self) {
        self.value.count_recovery();
        self.mutex.make_consistent();
    }
}

impl<T: SharedInPlace> LockedInPlace<T> {
    /// Calls `change` with a view of the value under the lock, and commits what it changed if it
    /// returns `Ok`: one atomic read-modify-write of as many parts as it touches.
    ///
    /// If it returns `Err` or panics, or the process is killed at whatever instruction, nothing was
    /// changed. So it differs from the [`with_lock`](crate::Locked::with_lock) of a value that is
    /// copied, which commits whatever its closure returns: an access to a view may find an index
    /// that is too large, or damage, and `?` has to undo what was changed before.
    ///
    /// Waits for the lock as long as the type says (`timeout_ms`; one second by default). A closure
    /// that changes nothing commits nothing: the version stays, and no watcher wakes.
    ///
    /// # Errors
    ///
    /// Those of `change`, and of [`get_lock`](Self::get_lock). [`NotOwner`](SyncError::NotOwner) in
    /// a child that `change` forked.
    #[inline]
    pub fn with_lock<R>(
        &self,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, SyncError>,
    ) -> Result<R, SyncError> {
        self.with_lock_within(T::TIMEOUT, change)
    }

    /// [`with_lock`](Self::with_lock), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`with_lock`](Self::with_lock).
    #[inline]
    pub fn with_lock_within<R>(
        &self,
        timeout: impl IntoTimeout,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, SyncError>,
    ) -> Result<R, SyncError> {
        self.change(&timeout.into(), change)?
    }

    /// [`with_lock`](Self::with_lock), with an error of the caller's own.
    ///
    /// Accesses to a view return [`SyncError`]. For `?` on them in `change`, the caller's error
    /// implements `From<SyncError>`:
    ///
    /// ```
    /// use sync_runtime::{Shared, SharedLocked, SyncError, TransactError};
    ///
    /// #[derive(SharedLocked)]
    /// #[shared(in_place)]
    /// struct Accounts { transfers: u64, balances: [u64; 10_000] }
    ///
    /// #[derive(Debug)]
    /// enum Refused {
    ///     TooPoor { balance: u64 },
    ///     Access(SyncError),
    /// }
    ///
    /// impl From<SyncError> for Refused {
    ///     fn from(error: SyncError) -> Self {
    ///         Self::Access(error)
    ///     }
    /// }
    ///
    /// let accounts = Shared::<Accounts>::anonymous_with(|accounts| {
    ///     accounts.balances().at(7)?.set(50);
    ///     Ok(())
    /// })?;
    /// let (from, to, sum) = (7, 8, 80);
    /// let outcome = accounts.transact(|accounts| {
    ///     accounts.transfers().add(1)?;
    ///     accounts.balances().at(to)?.add(sum)?; // `?` of a `SyncError`
    ///     let payer = accounts.balances().at(from)?;
    ///     let balance = payer.get();
    ///     payer.set(balance.checked_sub(sum).ok_or(Refused::TooPoor { balance })?);
    ///     Ok(())
    /// });
    /// match outcome {
    ///     Ok(()) => println!("transferred"),
    ///     Err(TransactError::Aborted(Refused::TooPoor { balance })) => assert_eq!(balance, 50),
    ///     Err(TransactError::Aborted(Refused::Access(error))) => return Err(error),
    ///     Err(TransactError::Sync(error)) => return Err(error), // the lock was not acquired
    /// }
    /// assert_eq!(accounts.view(|accounts| accounts.transfers().get())?, 0, "all of it is undone");
    /// # Ok::<(), SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`TransactError::Aborted`] with what `change` returned, and nothing changed;
    /// [`TransactError::Sync`] with an error of [`get_lock`](Self::get_lock), and `change` not
    /// called. The one exception: `Sync` with [`NotOwner`](SyncError::NotOwner) in a child that
    /// `change` forked.
    #[inline]
    pub fn transact<R, E>(
        &self,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, E>,
    ) -> Result<R, TransactError<E>> {
        self.transact_within(T::TIMEOUT, change)
    }

    /// [`transact`](Self::transact), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`transact`](Self::transact).
    #[inline]
    pub fn transact_within<R, E>(
        &self,
        timeout: impl IntoTimeout,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, E>,
    ) -> Result<R, TransactError<E>> {
        self.change(&timeout.into(), change)?.map_err(TransactError::Aborted)
    }

    /// [`transact_within`](Self::transact_within). The timeout is not loaded before it is needed.
    #[inline(always)]
    pub(crate) fn change<R, E>(
        &self,
        timeout: &Timeout,
        change: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<R, E>,
    ) -> Result<Result<R, E>, SyncError> {
        let section = Section::enter(self, timeout)?;
        // Dropped before the section. What is not committed is undone then, also if `change`
        // panics.
        let room = Room::new();
        let tip = tip_of(&section, &room);
        // SAFETY: right above.
        let pen = unsafe { tip.pen(&room) };
        let result = change(View::new(self.value.working(pen), Writing(pen)));
        match result {
            Ok(value) => {
                if !section.is_here() {
                    return Err(SyncError::NotOwner);
                }
                pen.commit();
                section.release();
                Ok(Ok(value))
            }
            Err(error) => Ok(Err(error)),
        }
    }

    /// Acquires the lock. The guard lends a view of the value, and commits what was changed by it
    /// when it is dropped.
    ///
    /// Waits for the lock as long as the type says (`timeout_ms`; one second by default).
    ///
    /// ```
    /// # use sync_runtime::{Shared, SharedLocked};
    /// # #[derive(SharedLocked)] #[shared(in_place)] struct Jobs { next: u64, lengths: [u32; 10_000] }
    /// # let jobs = Shared::<Jobs>::anonymous_with(|_| Ok(()))?;
    /// let guard = jobs.get_lock()?;
    /// guard.view().next().set(1);
    /// assert_eq!(jobs.view(|jobs| jobs.next().get())?, 0, "not committed yet");
    /// drop(guard);
    /// assert_eq!(jobs.view(|jobs| jobs.next().get())?, 1);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Timeout`](SyncError::Timeout) and [`WouldBlock`](SyncError::WouldBlock) name the holder;
    /// [`Deadlock`](SyncError::Deadlock) if this thread is the holder;
    /// [`Superseded`](SyncError::Superseded) if the segment was upgraded to another layout;
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if the timeout is
    /// [interruptible](Timeout::interruptible).
    #[inline]
    pub fn get_lock(&self) -> Result<InPlaceGuard<'_, T>, SyncError> {
        self.get_lock_within(T::TIMEOUT)
    }

    /// [`get_lock`](Self::get_lock) without waiting.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock).
    #[inline]
    pub fn try_get_lock(&self) -> Result<InPlaceGuard<'_, T>, SyncError> {
        self.get_lock_within(Timeout::Try)
    }

    /// [`get_lock`](Self::get_lock), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock).
    #[inline]
    pub fn get_lock_within(&self, timeout: impl IntoTimeout) -> Result<InPlaceGuard<'_, T>, SyncError> {
        Ok(InPlaceGuard::enter(Section::enter(self, &timeout.into())?))
    }

    /// Replaces the whole value, whatever it was: a damaged value is repaired by it.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock).
    pub fn store(&self, value: &T) -> Result<(), SyncError> {
        self.store_within(T::TIMEOUT, value)
    }

    /// [`store`](Self::store), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`store`](Self::store).
    pub fn store_within(&self, timeout: impl IntoTimeout, value: &T) -> Result<(), SyncError> {
        self.with_lock_within(timeout, |view| {
            view.set_from(value);
            Ok(())
        })
    }

    /// How often the lock was acquired from an owner that had died. Nothing was lost: its last
    /// commit counts.
    #[inline]
    #[must_use]
    pub fn recoveries(&self) -> u32 {
        self.value.recoveries()
    }
}

impl<T: SharedInPlace> fmt::Debug for LockedInPlace<T> {
    /// Does not show the value, which may be large.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockedInPlace").field("version", &self.value.version()).finish_non_exhaustive()
    }
}
