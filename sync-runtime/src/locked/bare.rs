//! Asking who holds a lock, and holding it without a guard.

use super::{Guard, Lockable, Locked};
use crate::error::SyncError;
use crate::holder::Holder;
use crate::mutex::Acquired;
use crate::shared_locked::SharedLocked;
use crate::timeout::IntoTimeout;

/// A lock is held without a guard. See [`Locked::acquire`].
#[must_use = "the lock of the value is held until `release`; a permit of a `Semaphore` is acquired by `permit`"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unguarded {
    how: Acquired,
}

impl Unguarded {
    /// How the lock was acquired.
    #[must_use]
    pub fn how(self) -> Acquired {
        self.how
    }
}

impl<T: SharedLocked> Locked<T>
where
    T::Lock: Lockable<T>,
{
    /// The thread that holds the lock, as of a moment ago. `None` if no thread does, its owner
    /// died, or the segment was upgraded to another layout.
    ///
    /// The answer may be old before it arrives: use it for messages, not for decisions.
    ///
    /// ```
    /// # use sync_runtime::Shared;
    /// let shared = Shared::<u64>::anonymous(0)?;
    /// assert_eq!(shared.holder(), None);
    /// let guard = shared.get_lock()?;
    /// let holder = shared.holder().expect("this thread");
    /// assert_eq!(holder.pid(), Some(std::process::id()));
    /// # drop(guard);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    #[must_use]
    pub fn holder(&self) -> Option<Holder> {
        match self.mutex.owner() {
            0 => None,
            _ if self.is_superseded() => None,
            thread => Some(Holder::thread_and_process(thread)),
        }
    }

    /// Acquires the lock without a guard, for bindings to other languages, where holding a lock is
    /// not a scope. It is held until this thread [releases](Self::release) it or dies.
    ///
    /// This is the lock of the value itself, also where the value is a
    /// [`Semaphore`](crate::Semaphore), whose permits are acquired by its method `permit`. What this
    /// returns says so to those who do not look at it:
    ///
    /// ```compile_fail
    /// #![deny(unused_must_use)]
    /// # use std::time::Duration;
    /// # use sync_runtime::{Semaphore, Shared};
    /// let slots = Shared::anonymous(Semaphore::new(2))?;
    /// slots.acquire(Duration::from_secs(1))?; // meant is `permit`
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// To read and change the value meanwhile, make a guard with [`adopt_lock`](Self::adopt_lock).
    /// To keep the lock without that guard, [commit](crate::LockGuard::commit) and give the guard
    /// to [`mem::forget`](core::mem::forget).
    ///
    /// ```
    /// # use sync_runtime::{Acquired, Shared};
    /// let shared = Shared::<u64>::anonymous(0)?;
    /// let held = shared.acquire(std::time::Duration::from_secs(1))?;
    /// assert_eq!(held.how(), Acquired::Clean, "or its owner died");
    /// // SAFETY: this thread acquired the lock above, and there is no guard.
    /// let mut guard = unsafe { shared.adopt_lock()? };
    /// *guard += 1;
    /// guard.commit()?;
    /// std::mem::forget(guard);
    /// // SAFETY: this thread holds the lock, and the guard was forgotten.
    /// unsafe { shared.release()? };
    /// assert_eq!(shared.load()?, 1);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Self::get_lock), except `Corrupt`.
    pub fn acquire(&self, timeout: impl IntoTimeout) -> Result<Unguarded, SyncError> {
        T::Lock::acquire_bare(self, timeout.into()).map(|how| Unguarded { how })
    }

    /// Makes a guard for the lock that the calling thread [acquired](Self::acquire) without one, or
    /// whose guard was given to [`mem::forget`](core::mem::forget). The guard is as any other:
    /// dropping it commits and releases.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) if this thread does not hold the lock.
    /// [`Corrupt`](SyncError::Corrupt) if what is there is no value of `T`; the lock is still held
    /// then.
    ///
    /// # Safety
    ///
    /// The calling thread has no guard of this lock that is still used or dropped. If the lock is
    /// recursive: it has fewer such guards than it acquired levels.
    pub unsafe fn adopt_lock(&self) -> Result<Guard<'_, T>, SyncError> {
        // SAFETY: the caller's promise.
        unsafe { T::Lock::adopt(self) }
    }

    /// Releases the lock, or one level of it, that the calling thread [acquired](Self::acquire)
    /// without a guard. When the last level of a recursive lock is released, what was set in the
    /// nest is committed.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) if this thread does not hold the lock.
    ///
    /// # Safety
    ///
    /// That of [`adopt_lock`](Self::adopt_lock).
    pub unsafe fn release(&self) -> Result<(), SyncError> {
        // SAFETY: the caller's promise.
        unsafe { T::Lock::release(self) }
    }
}
