//! The condition that every value with a lock has.

use super::{Holding, InPlaceGuard, LockedInPlace};
use crate::condvar::{Condvar, Unnotified};
use crate::error::SyncError;
use crate::locked::section::Section;
use crate::locked::waiting::{for_a_look, out_of_time, to_look_again, wait_until_ready};
use crate::shared_locked::SharedInPlace;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use crate::view::View;

impl<T: SharedInPlace> LockedInPlace<T> {
    /// Acquires the lock when `ready` says so of the value: until then it sleeps, and looks again
    /// whenever it is notified. See [`Locked::wait_until`](crate::Locked::wait_until). The view
    /// that `ready` gets only reads; that of the guard changes the value.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if `ready` still returns false after
    /// `timeout`, or the lock could not be acquired to ask it.
    /// [`Interrupted`](SyncError::Interrupted) by a signal, if `timeout` is
    /// [interruptible](Timeout::interruptible). Those of `ready`, and those of
    /// [`get_lock`](Self::get_lock), except `Timeout` and `WouldBlock`.
    pub fn wait_until(
        &self,
        timeout: impl IntoTimeout,
        ready: impl FnMut(View<'_, T, Holding<'_>>) -> Result<bool, SyncError>,
    ) -> Result<InPlaceGuard<'_, T>, SyncError> {
        self.acquire_when(None, timeout.into(), ready).map_err(|error| error.of_segment_around(self))
    }

    /// [`wait_until`](Self::wait_until), perhaps for a further condition of the value.
    pub(crate) fn acquire_when(
        &self,
        further: Option<&Condvar>,
        timeout: Timeout,
        mut ready: impl FnMut(View<'_, T, Holding<'_>>) -> Result<bool, SyncError>,
    ) -> Result<InPlaceGuard<'_, T>, SyncError> {
        let deadline = Deadline::new(timeout);
        let section = Section::enter(self, &for_a_look(timeout)).map_err(|error| out_of_time(error, deadline))?;
        let mut guard = InPlaceGuard::enter(section);
        wait_until_ready(
            &mut guard,
            deadline,
            |guard| ready(guard.looked_at()),
            |guard| guard.wait_until(further, deadline, Unnotified::Every, |slept| to_look_again(slept, deadline)),
        )?;
        Ok(guard)
    }

    /// Wakes one waiter for this value's condition, if there is one; more may wake. No lock is
    /// needed.
    ///
    /// Without waiters it makes no system call, except perhaps one after the last waiter has gone.
    #[inline]
    pub fn notify_one(&self) {
        self.notify(1);
    }

    /// Wakes every waiter for this value's condition. See [`notify_one`](Self::notify_one).
    #[inline]
    pub fn notify_all(&self) {
        self.notify(u32::MAX);
    }

    /// Wakes up to `count` waiters for this value's condition; more may wake. See
    /// [`notify_one`](Self::notify_one).
    #[inline]
    pub fn notify(&self, count: u32) {
        self.condvar.notify_at(count, || self.value.version());
    }
}
