//! The condition that every value with a lock has.

use super::{Guard, Lockable, Locked};
use crate::error::SyncError;
use crate::shared_locked::SharedLocked;
use crate::timeout::IntoTimeout;

impl<T: SharedLocked> Locked<T> {
    /// Acquires the lock when `ready` says so of the value: until then it sleeps, and looks again whenever it is notified.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::Shared;
    /// let queue = Shared::<u32>::anonymous(1)?;
    /// let mut len = queue.wait_until(Duration::from_secs(5), |len| *len > 0)?;
    /// *len -= 1;
    /// # drop(len);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if `ready` is still not content after `timeout`, which is for everything together;
    /// those of [`get_lock`](Self::get_lock).
    pub fn wait_until(
        &self,
        timeout: impl IntoTimeout,
        ready: impl FnMut(&T) -> bool,
    ) -> Result<Guard<'_, T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        T::Lock::acquire_when(self, timeout.into(), ready)
    }

    /// Wakes one of those who wait for this value's condition, if there is one; more may wake. No lock is needed.
    ///
    /// With nobody waiting it makes no system call, but for one perhaps after the last waiter has gone.
    #[inline]
    pub fn notify_one(&self)
    where
        T::Lock: Lockable<T>,
    {
        self.condvar.notify_one();
    }

    /// Wakes all who wait for this value's condition. See [`notify_one`](Self::notify_one).
    #[inline]
    pub fn notify_all(&self)
    where
        T::Lock: Lockable<T>,
    {
        self.condvar.notify_all();
    }

    /// Wakes up to `count` of those who wait for this value's condition; more may wake. See
    /// [`notify_one`](Self::notify_one).
    #[inline]
    pub fn notify(&self, count: u32)
    where
        T::Lock: Lockable<T>,
    {
        self.condvar.notify(count);
    }
}
