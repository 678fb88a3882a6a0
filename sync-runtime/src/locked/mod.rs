//! A value with its lock, in memory that the caller owns.

mod bare;
mod cells;
mod condition;
mod guard;
mod kinds;
mod load;
mod nest;
mod place;
mod recursive;
pub(crate) mod section;
pub(crate) mod state;
mod transact;
mod unwind;
mod upgrade;
pub(crate) mod waiting;
mod watch;

pub use bare::Unguarded;
pub use guard::LockGuard;
pub use kinds::{Lockable, Storable};
pub use recursive::RecursiveGuard;
pub use transact::TransactError;
pub use watch::Snapshot;

use crate::atomic::{AtomicU64, Ordering::SeqCst, fence};
use crate::condvar::Condvar;
use crate::error::SyncError;
use crate::mutex::Mutex;
use crate::pod::copy;
use crate::pod::copy::LARGE;
use crate::shared_locked::{LockKind, SharedLocked};
use crate::timeout::{IntoTimeout, Timeout};
use crate::versioned::{Held, Versioned};
use core::convert::Infallible;
use core::fmt;
use load::is_its_own_result;
use nest::Nest;

/// A value of type `T` and its lock, placed in memory that any number of processes share.
///
/// [`Shared`](crate::Shared) makes the memory, too, and dereferences to this. In memory of your
/// own, begin with [`initialize_at`](Self::initialize_at) and [`attach`](Self::attach).
///
/// ```
/// use sync_runtime::Shared;
///
/// let total = Shared::<u64>::anonymous(40)?;
/// total.with_lock(|total| *total += 2)?;
/// assert_eq!(total.load()?, 42);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # Forked children
///
/// A child of `fork` inherits handles, and locks by them as any other process. It inherits copies
/// of guards, but none of the locks: what would read or commit by such a copy is
/// [`NotOwner`](SyncError::NotOwner), and dropping it does nothing. That is so for children of
/// `_Fork` and of the system call `clone`, too; but the C library of a child of `clone` takes
/// itself for the parent, so that child must not acquire a lock. A child of `vfork`, or of `clone`
/// with `CLONE_VM`, has its parent's memory and is not told apart: it must not use shared values at
/// all.
#[repr(C, align(64))]
pub struct Locked<T: SharedLocked> {
    /// What tells this memory from zeroes, other structs and anything else.
    state: AtomicU64,
    mutex: Mutex,
    condvar: Condvar,
    value: Versioned<T::Layout>,
}

/// Holds the lock of a shared value: a [`LockGuard`], or with `#[shared(lock = recursive)]` a
/// [`RecursiveGuard`].
pub type Guard<'a, T> = <<T as SharedLocked>::Lock as LockKind>::Guard<'a, T>;

impl<T: SharedLocked> Locked<T> {
    /// A consistent copy of the value, without the lock: never waits, not even while a writer is
    /// stopped or dead.
    ///
    /// It is tried again if a writer commits meanwhile, so it costs a copy and seldom a second one.
    /// It is tried as often as that happens, and no number of tries is promised: only a writer that
    /// commits again and again, each time within the copy of the bytes, can delay it. With
    /// `#[shared(lock = none)]` each number is read by one atomic access, and nothing is promised
    /// across numbers: see [`SharedLocked`].
    ///
    /// To move a value of some hundred bytes that can be damaged, as one with a `bool`, out of the
    /// result costs another copy, and `?` mostly a third. `match &shared.load()` borrows it there.
    ///
    /// # Errors
    ///
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`.
    #[inline(always)]
    pub fn load(&self) -> Result<T, SyncError> {
        if const { size_of::<T>() >= LARGE && !T::SCHEMA.is_total() } {
            if const { is_its_own_result::<T>() && !cfg!(debug_assertions) } {
                copy::made(self)
            } else {
                self.load_checked()
            }
        } else {
            self.load_here()
        }
    }

    /// Replaces the value, whatever it was: a damaged value is repaired by it.
    ///
    /// Acquires the lock for it; with `#[shared(lock = none)]` it stores one number after the
    /// other, also those that another thread has changed since they were loaded.
    /// [`cells`](Self::cells) changes single fields.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock), except `Corrupt`.
    #[inline]
    pub fn store(&self, value: T) -> Result<(), SyncError>
    where
        T::Lock: Storable<T>,
    {
        self.store_within(T::TIMEOUT, value)
    }

    /// [`store`](Self::store), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`store`](Self::store).
    #[inline]
    #[allow(clippy::needless_pass_by_value, reason = "the caller's value becomes the shared one")]
    pub fn store_within(&self, timeout: impl IntoTimeout, value: T) -> Result<(), SyncError>
    where
        T::Lock: Storable<T>,
    {
        T::Lock::store(self, &timeout.into(), &value)
    }

    /// How often the lock was acquired from an owner that had died. Nothing was lost: its last
    /// commit counts.
    #[inline]
    #[must_use]
    pub fn recoveries(&self) -> u32 {
        self.value.recoveries()
    }

    /// Counts an owner's death, then ends it: an owner that is killed in between leaves a death of
    /// its own to count.
    #[cold]
    #[inline(never)]
    #[allow(clippy::needless_pass_by_value, reason = "its address would keep the caller's copy in memory")]
    fn recover(&self, held: Held<'_, T::Layout>) {
        held.count_recovery();
        Nest::of(&held).reset();
        self.mutex.make_consistent();
    }

    /// Releases the mutex once and wakes watchers. Does nothing if the calling thread does not hold
    /// it.
    #[inline(always)]
    fn release_quietly(&self) {
        self.mutex.release_quietly();
        self.value.wake_watchers();
    }

    /// Wakes watchers, by an owner that keeps the lock.
    fn wake_watchers(&self) {
        // What the release of the mutex does on some processors: the store of the version comes
        // before the look for watchers.
        fence(SeqCst);
        self.value.wake_watchers();
    }

    /// Calls `change` with the value under the lock, and commits what it makes of it: one atomic
    /// read-modify-write.
    ///
    /// Waits for the lock as long as the type says (`timeout_ms`; one second by default). No other
    /// thread sees the change before `change` returns. If it panics, or the process is killed at
    /// whatever instruction, nothing was changed.
    ///
    /// Whatever else `change` returns, its changes are committed: an `Err`, too. To undo them with
    /// an `Err` use [`transact`](Self::transact). It commits even if `change` changed nothing,
    /// which raises [`version`](Self::version) and wakes [watchers](Self::load_newer); a guard that
    /// was never borrowed mutably does not. It does not notify the condition.
    ///
    /// ```
    /// # use sync_runtime::Shared;
    /// let shared = Shared::<u32>::anonymous(0)?;
    /// let outcome = shared.with_lock(|value| {
    ///     *value += 1;
    ///     Err::<(), _>("too late")
    /// })?; // `Ok`, with the closure's `Err` inside
    /// assert_eq!((outcome, shared.load()?), (Err("too late"), 1));
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock). [`NotOwner`](SyncError::NotOwner) in a child that
    /// `change` forked: its change is not committed, for its parent holds the lock.
    #[inline]
    pub fn with_lock<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        self.with_lock_within(T::TIMEOUT, change)
    }

    /// [`with_lock`](Self::with_lock), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock).
    #[inline]
    pub fn with_lock_within<R>(
        &self,
        timeout: impl IntoTimeout,
        change: impl FnOnce(&mut T) -> R,
    ) -> Result<R, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        let Ok(result) = T::Lock::change(self, &timeout.into(), |value| Ok::<R, Infallible>(change(value)))?;
        Ok(result)
    }

    /// Acquires the lock; the guard gives access to a private copy of the value, and commits it
    /// when it is dropped.
    ///
    /// Waits for the lock as long as the type says (`timeout_ms`; one second by default).
    ///
    /// # Errors
    ///
    /// [`Timeout`](SyncError::Timeout) and [`WouldBlock`](SyncError::WouldBlock) name the holder;
    /// [`Deadlock`](SyncError::Deadlock) if this thread is the holder;
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`;
    /// [`Superseded`](SyncError::Superseded) if the segment was upgraded to another layout;
    /// [`TooManyHeld`](SyncError::TooManyHeld) if this thread holds as many locks as the kernel is
    /// sure to release, [`TooManyLocks`](SyncError::TooManyLocks) if it holds a recursive one as
    /// often as can be counted; [`Interrupted`](SyncError::Interrupted) by a signal, if the timeout
    /// is [interruptible](Timeout::interruptible).
    #[inline]
    pub fn get_lock(&self) -> Result<Guard<'_, T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        self.get_lock_within(T::TIMEOUT)
    }

    /// [`get_lock`](Self::get_lock) without waiting.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock).
    #[inline]
    pub fn try_get_lock(&self) -> Result<Guard<'_, T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        self.get_lock_within(Timeout::Try)
    }

    /// [`get_lock`](Self::get_lock), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock).
    #[inline]
    pub fn get_lock_within(&self, timeout: impl IntoTimeout) -> Result<Guard<'_, T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        T::Lock::acquire(self, &timeout.into())
    }

    /// Calls `change` with the value under the lock, and commits what it makes of it if it returns
    /// `Ok`. If it returns `Err`, or panics, nothing is committed, and [`version`](Self::version)
    /// stays the same.
    ///
    /// [`with_lock`](Self::with_lock) differs: it commits whatever its closure returns.
    ///
    /// # Errors
    ///
    /// [`TransactError::Aborted`] with what `change` returned, and nothing changed;
    /// [`TransactError::Sync`] with an error of [`get_lock`](Self::get_lock), and `change` not
    /// called. The one exception: `Sync` with [`NotOwner`](SyncError::NotOwner) in a child that
    /// `change` forked.
    #[inline]
    pub fn transact<R, E>(&self, change: impl FnOnce(&mut T) -> Result<R, E>) -> Result<R, TransactError<E>>
    where
        T::Lock: Lockable<T>,
    {
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
        change: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Result<R, TransactError<E>>
    where
        T::Lock: Lockable<T>,
    {
        T::Lock::change(self, &timeout.into(), change)?.map_err(TransactError::Aborted)
    }
}

impl<T: SharedLocked + fmt::Debug> fmt::Debug for Locked<T> {
    /// Shows the value as of now; does not wait for the lock.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Locked");
        match self.load() {
            Ok(value) => debug.field("value", &value),
            Err(error) => debug.field("value", &format_args!("<{error}>")),
        };
        debug.field("version", &self.value.version()).finish_non_exhaustive()
    }
}
