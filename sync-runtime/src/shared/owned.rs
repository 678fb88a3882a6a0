//! A guard that keeps its handle alive.

use super::Shared;
use crate::error::SyncError;
use crate::locked::{Guard, LockGuard, Lockable};
use crate::shared_locked::{Exclusive, SharedLocked};
use crate::timeout::IntoTimeout;
use core::fmt;
use core::ops::{Deref, DerefMut};

/// Holds the lock of a shared value, and its handle: a guard that borrows nothing, to be kept in a
/// struct or returned from a function. See [`Shared::lock_owned`].
///
/// It dereferences to the value, as a [`LockGuard`] does; with `#[shared(lock = recursive)]` to a
/// [`RecursiveGuard`](crate::RecursiveGuard). Dropping it commits and releases as that guard does.
/// It belongs to the thread that acquired it, as the lock does.
///
/// ```
/// use sync_runtime::{OwnedGuard, Shared, SyncError};
///
/// fn locked_counter() -> Result<OwnedGuard<u64>, SyncError> {
///     let counter = Shared::<u64>::anonymous(41)?;
///     counter.lock_owned() // a guard that borrows could not outlive `counter`
/// }
///
/// let mut counter = locked_counter()?;
/// *counter += 1;
/// counter.commit()?;
/// assert_eq!(counter.shared().load()?, 42);
/// # Ok::<(), SyncError>(())
/// ```
#[must_use = "dropping the guard releases the lock at once"]
pub struct OwnedGuard<T: SharedLocked>
where
    T::Lock: Lockable<T>,
{
    /// Borrows from the memory that `shared` keeps, so it comes first, to be dropped first. No
    /// mutable reference to it is given away: with two of those, guards could be exchanged, and one
    /// outlive its memory.
    guard: Guard<'static, T>,
    shared: Shared<T>,
}

impl<T: SharedLocked> Shared<T>
where
    T::Lock: Lockable<T>,
{
    /// [`get_lock`](Self::get_lock), with a guard that keeps a handle alive instead of borrowing
    /// this one.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`](crate::Locked::get_lock).
    pub fn lock_owned(&self) -> Result<OwnedGuard<T>, SyncError> {
        self.lock_owned_within(self.timeout)
    }

    /// [`lock_owned`](Self::lock_owned), waiting for the lock no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::get_lock`](crate::Locked::get_lock).
    pub fn lock_owned_within(&self, timeout: impl IntoTimeout) -> Result<OwnedGuard<T>, SyncError> {
        let shared = self.clone();
        // SAFETY: the value is in the mapping, which does not move, and which `shared` keeps until
        // the guard has been dropped.
        let locked = unsafe { shared.access.get() };
        Ok(OwnedGuard { guard: T::Lock::acquire(locked, &timeout.into())?, shared })
    }
}

impl<T: SharedLocked> OwnedGuard<T>
where
    T::Lock: Lockable<T>,
{
    /// The handle.
    #[must_use]
    pub fn shared(&self) -> &Shared<T> {
        &self.shared
    }

    /// [`LockGuard::roll_back`], or
    /// [`RecursiveGuard::roll_back`](crate::RecursiveGuard::roll_back).
    pub fn roll_back(self) {
        let Self { guard, shared } = self;
        T::Lock::roll_back(guard);
        drop(shared);
    }
}

/// What a [`LockGuard`] can do. A [`RecursiveGuard`](crate::RecursiveGuard) is reached by
/// dereferencing.
impl<T: SharedLocked<Lock = Exclusive>> OwnedGuard<T> {
    /// [`LockGuard::recovered`].
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.guard.recovered()
    }

    /// [`LockGuard::commit`].
    ///
    /// # Errors
    ///
    /// Those of [`LockGuard::commit`].
    pub fn commit(&mut self) -> Result<(), SyncError> {
        self.guard.commit()
    }

    /// [`LockGuard::wait`].
    ///
    /// # Errors
    ///
    /// Those of [`LockGuard::wait`].
    pub fn wait(&mut self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.guard.wait(timeout)
    }

    /// [`LockGuard::wait_while`].
    ///
    /// # Errors
    ///
    /// Those of [`LockGuard::wait`].
    pub fn wait_while(
        &mut self,
        timeout: impl IntoTimeout,
        condition: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        self.guard.wait_while(timeout, condition)
    }
}

impl<T: SharedLocked> Deref for OwnedGuard<T>
where
    T::Lock: Lockable<T>,
{
    type Target = <T::Lock as Lockable<T>>::Target;

    #[inline]
    fn deref(&self) -> &Self::Target {
        T::Lock::target(&self.guard)
    }
}

impl<T: SharedLocked<Lock = Exclusive>> DerefMut for OwnedGuard<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        let guard: &mut LockGuard<'static, T> = &mut self.guard;
        guard
    }
}

impl<T: SharedLocked> fmt::Debug for OwnedGuard<T>
where
    T::Lock: Lockable<T>,
    <T::Lock as Lockable<T>>::Target: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OwnedGuard").field(&**self).finish()
    }
}
