//! The condition that every value with a lock has.

use super::{Guard, Lockable, Locked};
use crate::error::SyncError;
use crate::shared_locked::SharedLocked;
use crate::timeout::IntoTimeout;

impl<T: SharedLocked> Locked<T> {
    /// Acquires the lock when `ready` says so of the value: until then it sleeps, and looks again
    /// whenever it is notified.
    ///
    /// A commit does not notify: call [`notify_one`](Self::notify_one) or
    /// [`notify_all`](Self::notify_all) after it. For the case that the thread that should have
    /// notified was killed, a waiter also looks ten times a second whether anything was committed.
    /// Otherwise it does not ask `ready` again, so that should depend on the value alone.
    ///
    /// `timeout` is for everything together, the lock included. With
    /// [`Timeout::Try`](crate::Timeout::Try) it looks once, and waits for the lock no longer than 20
    /// ms. A thread that holds the recursive lock already has it again when this returns, however long
    /// that takes.
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
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if `ready` still returns false after
    /// `timeout`, or the lock could not be acquired to ask it.
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](crate::Timeout::interruptible). Those of [`get_lock`](Self::get_lock), except
    /// `Timeout` and `WouldBlock`.
    pub fn wait_until(
        &self,
        timeout: impl IntoTimeout,
        ready: impl FnMut(&T) -> bool,
    ) -> Result<Guard<'_, T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        T::Lock::acquire_when(self, None, timeout.into(), ready).map_err(|error| error.of_segment_around(self))
    }

    /// Wakes one waiter for this value's condition, if there is one; more may wake. No lock is
    /// needed.
    ///
    /// Without waiters it makes no system call, except perhaps one after the last waiter has gone.
    #[inline]
    pub fn notify_one(&self)
    where
        T::Lock: Lockable<T>,
    {
        self.notify(1);
    }

    /// Wakes every waiter for this value's condition. See [`notify_one`](Self::notify_one).
    #[inline]
    pub fn notify_all(&self)
    where
        T::Lock: Lockable<T>,
    {
        self.notify(u32::MAX);
    }

    /// Wakes up to `count` waiters for this value's condition; more may wake. See
    /// [`notify_one`](Self::notify_one).
    #[inline]
    pub fn notify(&self, count: u32)
    where
        T::Lock: Lockable<T>,
    {
        self.condvar.notify_at(count, || self.value.version());
    }
}
