//! Further conditions of a value.

use crate::error::SyncError;
use crate::in_place::{Holding, InPlaceGuard, LockedInPlace};
use crate::locked::section::Guarded;
use crate::locked::{Guard, LockGuard, Lockable, Locked, RecursiveGuard};
use crate::shared_locked::{SharedInPlace, SharedLocked};
use crate::timeout::IntoTimeout;
use crate::view::View;
use sync_derive::SharedLocked;

/// One more condition for a value that has a lock: those that wait for `not_full` are not woken for
/// `not_empty`.
///
/// Each value has one condition, which is enough where all wait for the same. A `Condition` is a
/// shared value of its own, not a field, and says nothing: [`Shared`](crate::Shared) gives it a
/// name or hands it to a child, [`Table`](crate::Table) puts many into one segment, and [`Locked`]
/// places it in memory of your own. It is waited for with the lock of the value that it is about,
/// by `wait_on`, `wait_while_on` and `wait_until_on`, and notified by `notify_one_on`,
/// `notify_all_on` and `notify_on`. All that the value's own condition promises, it promises:
/// `notify_on(n)` wakes n; a waiter that dies blocks nobody and takes no other's wake-up; a
/// notifier that dies between its commit and its notification delays the waiters by a tenth of a
/// second; with nobody waiting, to notify makes no system call. (If others notify within that tenth
/// of a second, `wait_on` may sleep on. `wait_while_on` and `wait_until_on` look at the value after
/// every commit.)
///
/// **A condition is for one value.** Which one, is the program's to keep to: a notification that is
/// meant for one value can wake a thread that waits for another, and is lost then.
///
/// A commit that no notification follows may wake all that wait, as with the value's own condition.
/// For this a notification of any further condition counts; one of the value's own counts only if a
/// thread waits for that.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Condition, Shared, SharedLocked};
///
/// #[derive(SharedLocked)]
/// struct Queue { len: u32, jobs: [u64; 4] }
///
/// # let name = format!("doc-conditions-{}", std::process::id());
/// # let names = ["queue", "empty", "full"].map(|which| format!("{name}-{which}"));
/// # let [queue_name, empty_name, full_name] = names.each_ref().map(String::as_str);
/// let queue = Shared::<Queue>::open_or_create(queue_name, Queue { len: 0, jobs: [0; 4] })?;
/// let not_empty = Shared::<Condition>::open_or_create(empty_name, Condition::new())?;
/// let not_full = Shared::<Condition>::open_or_create(full_name, Condition::new())?;
///
/// // One process
/// let mut guard = queue.wait_until_on(&not_full, Duration::from_secs(5), |queue| queue.len < 4)?;
/// let len = guard.len as usize;
/// guard.jobs[len] = 7;
/// guard.len += 1;
/// drop(guard);
/// queue.notify_one_on(&not_empty);
///
/// // Another
/// let mut guard = queue.get_lock()?;
/// while guard.len == 0 {
///     guard.wait_on(&not_empty, Duration::from_secs(5))?;
/// }
/// guard.len -= 1;
/// assert_eq!(guard.jobs[guard.len as usize], 7);
/// drop(guard);
/// queue.notify_one_on(&not_full);
/// # for name in [queue_name, empty_name, full_name] { Shared::<Queue>::unlink(name)?; }
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// Both conditions in one segment:
///
/// ```
/// # use sync_runtime::{Condition, Shared, Table};
/// # let name = format!("doc-condition-table-{}", std::process::id());
/// # let name = name.as_str();
/// let conditions = Table::<Condition>::open_or_create(name, 2, |_| Condition::new())?;
/// let (not_empty, not_full) = (conditions.at(0)?, conditions.at(1)?);
/// # let value = Shared::<u64>::anonymous(0)?;
/// # value.notify_one_on(not_empty);
/// # value.notify_one_on(not_full);
/// # Table::<Condition>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`threading.Condition(lock)`](https://docs.python.org/3/library/threading.html#condition-objects),
/// several of which may share one lock;
/// [`pthread_cond_wait(3p)`](https://man7.org/linux/man-pages/man3/pthread_cond_wait.3p.html)
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, SharedLocked)]
#[shared(crate = crate, lock = none)]
pub struct Condition {
    /// Always 0: what is waited for is in the value, and a shared struct has a field.
    unused: u8,
}

impl Condition {
    /// A condition that nobody waits for.
    #[must_use]
    pub const fn new() -> Self {
        Self { unused: 0 }
    }
}

/// Wakes up to `count` threads that wait for a further condition of `value`.
#[inline]
fn notify<P: Guarded>(value: &P, further: &Locked<Condition>, count: u32) {
    value.condvar().notify_further(further.condvar(), count, value.version());
}

impl<T: SharedLocked> Locked<T>
where
    T::Lock: Lockable<T>,
{
    /// [`wait_until`](Self::wait_until) for a further [`Condition`].
    ///
    /// # Errors
    ///
    /// Those of [`wait_until`](Self::wait_until).
    pub fn wait_until_on(
        &self,
        condition: &Locked<Condition>,
        timeout: impl IntoTimeout,
        ready: impl FnMut(&T) -> bool,
    ) -> Result<Guard<'_, T>, SyncError> {
        T::Lock::acquire_when(self, Some(condition.condvar()), timeout.into(), ready)
            .map_err(|error| error.of_segment_around(self))
    }

    /// Wakes one thread that waits for a further [`Condition`] of this value, if there is one. No
    /// lock is needed. Without waiters it makes no system call.
    #[inline]
    pub fn notify_one_on(&self, condition: &Locked<Condition>) {
        notify(self, condition, 1);
    }

    /// Wakes every thread that waits for a further [`Condition`] of this value.
    #[inline]
    pub fn notify_all_on(&self, condition: &Locked<Condition>) {
        notify(self, condition, u32::MAX);
    }

    /// Wakes up to `count` threads that wait for a further [`Condition`] of this value.
    #[inline]
    pub fn notify_on(&self, condition: &Locked<Condition>, count: u32) {
        notify(self, condition, count);
    }
}

impl<T: SharedLocked> LockGuard<'_, T> {
    /// [`wait`](Self::wait) for a further [`Condition`] of this value.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait).
    pub fn wait_on(&mut self, condition: &Locked<Condition>, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.wait_for(Some(condition.condvar()), timeout.into())
    }

    /// [`wait_while`](Self::wait_while) for a further [`Condition`] of this value.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait).
    pub fn wait_while_on(
        &mut self,
        condition: &Locked<Condition>,
        timeout: impl IntoTimeout,
        holds: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        self.wait_for_while(Some(condition.condvar()), timeout.into(), holds)
    }
}

impl<T: SharedLocked> RecursiveGuard<'_, T> {
    /// [`wait`](Self::wait) for a further [`Condition`] of this value.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait).
    pub fn wait_on(&self, condition: &Locked<Condition>, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.wait_for(Some(condition.condvar()), timeout.into())
    }

    /// [`wait_while`](Self::wait_while) for a further [`Condition`] of this value.
    ///
    /// # Errors
    ///
    /// Those of [`wait_while`](Self::wait_while).
    pub fn wait_while_on(
        &self,
        condition: &Locked<Condition>,
        timeout: impl IntoTimeout,
        holds: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        self.wait_for_while(Some(condition.condvar()), timeout.into(), holds)
    }
}

impl<T: SharedInPlace> LockedInPlace<T> {
    /// [`wait_until`](Self::wait_until) for a further [`Condition`].
    ///
    /// # Errors
    ///
    /// Those of [`wait_until`](Self::wait_until).
    pub fn wait_until_on(
        &self,
        condition: &Locked<Condition>,
        timeout: impl IntoTimeout,
        ready: impl FnMut(View<'_, T, Holding<'_>>) -> Result<bool, SyncError>,
    ) -> Result<InPlaceGuard<'_, T>, SyncError> {
        self.acquire_when(Some(condition.condvar()), timeout.into(), ready)
            .map_err(|error| error.of_segment_around(self))
    }

    /// Wakes one thread that waits for a further [`Condition`] of this value, if there is one. See
    /// [`Locked::notify_one_on`].
    #[inline]
    pub fn notify_one_on(&self, condition: &Locked<Condition>) {
        notify(self, condition, 1);
    }

    /// Wakes every thread that waits for a further [`Condition`] of this value.
    #[inline]
    pub fn notify_all_on(&self, condition: &Locked<Condition>) {
        notify(self, condition, u32::MAX);
    }

    /// Wakes up to `count` threads that wait for a further [`Condition`] of this value.
    #[inline]
    pub fn notify_on(&self, condition: &Locked<Condition>, count: u32) {
        notify(self, condition, count);
    }
}

impl<T: SharedInPlace> InPlaceGuard<'_, T> {
    /// [`wait`](Self::wait) for a further [`Condition`] of this value.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait).
    pub fn wait_on(&mut self, condition: &Locked<Condition>, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        self.wait_for(Some(condition.condvar()), timeout.into())
    }

    /// [`wait_while`](Self::wait_while) for a further [`Condition`] of this value.
    ///
    /// # Errors
    ///
    /// Those of [`wait_while`](Self::wait_while).
    pub fn wait_while_on(
        &mut self,
        condition: &Locked<Condition>,
        timeout: impl IntoTimeout,
        holds: impl FnMut(View<'_, T, Holding<'_>>) -> Result<bool, SyncError>,
    ) -> Result<bool, SyncError> {
        self.wait_for_while(Some(condition.condvar()), timeout.into(), holds)
    }
}
