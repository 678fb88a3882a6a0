//! A value under its lock, for as long as a scope.

use super::section::Section;
use crate::error::SyncError;
use crate::pod::copy::LARGE;
use crate::shared_locked::SharedLocked;
use crate::timeout::{Deadline, IntoTimeout, Timeout};
use core::fmt;
use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};
use std::thread;

/// Holds the lock of a shared value and a private copy of it. Dropping the guard commits the copy, if it was borrowed
/// mutably, and releases the lock.
///
/// If the thread panics while it has the guard, nothing is committed; nor is it by [`roll_back`](Self::roll_back).
/// The guard belongs to the thread that acquired it, as the lock does.
///
/// ```
/// # use sync_runtime::Shared;
/// let shared = Shared::<[u32; 2]>::anonymous([0, 0])?;
/// let mut guard = shared.get_lock()?;
/// guard[0] += 1;
/// guard[1] += 1;
/// assert_eq!(shared.load()?, [0, 0], "nobody sees a part of it");
/// drop(guard);
/// assert_eq!(shared.load()?, [1, 1]);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[must_use = "dropping the guard releases the lock at once"]
pub struct LockGuard<'a, T: SharedLocked> {
    /// Released after `drop` below has committed.
    section: Section<'a, T>,
    /// Initialized from when [`LockGuard::enter`] returns it.
    value: MaybeUninit<T>,
    borrowed_mutably: bool,
    /// Whether the thread was unwinding already, as in a destructor, so that this is no reason to roll back.
    unwinding: bool,
    /// How long to wait for the lock after waiting for a notification.
    reacquire: Timeout,
}

impl<'a, T: SharedLocked> LockGuard<'a, T> {
    /// Copies a large value to where the guard has it, which costs fewer copies than to be handed it.
    #[inline(always)]
    pub(super) fn enter(section: Section<'a, T>, timeout: Timeout) -> Result<Self, SyncError> {
        // Who would not wait for the lock at first has to, once others were let in.
        let reacquire = if timeout == Timeout::Try { T::TIMEOUT } else { timeout };
        let mut value = MaybeUninit::uninit();
        if const { size_of::<T>() < LARGE } {
            section.read_into(&mut value)?;
        }
        let mut guard = Self { section, value, borrowed_mutably: false, unwinding: thread::panicking(), reacquire };
        if const { size_of::<T>() >= LARGE } {
            guard.section.read_into(&mut guard.value)?;
        }
        Ok(guard)
    }

    #[inline(always)]
    fn value(&self) -> &T {
        // SAFETY: `enter` initialized it.
        unsafe { self.value.assume_init_ref() }
    }

    /// Whether the owner before died while it held the lock. The value is what it last committed.
    #[inline]
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.section.recovered()
    }

    /// Releases the lock and commits nothing.
    #[inline]
    pub fn roll_back(mut self) {
        self.borrowed_mutably = false;
    }

    /// Commits what was changed, releases the lock, sleeps until notified, acquires the lock again and takes a fresh copy.
    ///
    /// Returns `true` if woken, `false` if `timeout` ran out first. Like every wait for a condition it may wake for no
    /// reason: call it in a loop, or use [`wait_while`](Self::wait_while). It wakes within a tenth of a second of a commit even if
    /// nobody lived to notify.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::Shared;
    /// let queue = Shared::<u32>::anonymous(0)?;
    /// # std::thread::scope(|scope| {
    /// # scope.spawn(|| { queue.with_lock(|len| *len += 1).unwrap(); queue.notify_one(); });
    /// let mut len = queue.get_lock()?;
    /// while *len == 0 {
    ///     len.wait(Duration::from_secs(5))?;
    /// }
    /// *len -= 1;
    /// # drop(len);
    /// # Ok::<(), sync_runtime::SyncError>(()) })?;
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](super::Locked::get_lock), when it acquires the lock again, for which it waits as long as the guard was waited for. After such an
    /// error the guard holds no lock: its copy is stale, it commits nothing any more, and waiting again is
    /// [`NotOwner`](SyncError::NotOwner).
    pub fn wait(&mut self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        let reacquire = self.reacquire;
        self.wait_until(Deadline::new(timeout.into()), || reacquire)
    }

    /// [Waits](Self::wait) as long as `condition` holds of the value, but no longer than `timeout` in all.
    ///
    /// Returns `true` when it no longer holds, `false` if it still does.
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Self::wait).
    pub fn wait_while(
        &mut self,
        timeout: impl IntoTimeout,
        mut condition: impl FnMut(&T) -> bool,
    ) -> Result<bool, SyncError> {
        let deadline = Deadline::new(timeout.into());
        let mut woken = true;
        while condition(self.value()) {
            if !woken {
                return Ok(false);
            }
            // Notified again and again, it would never time out.
            let reacquire = self.reacquire;
            woken = self.wait_until(deadline, || reacquire)? && !deadline.has_passed();
        }
        Ok(true)
    }

    /// [Waits](Self::wait) until `deadline`; how long it then waits for the lock is asked when it wakes.
    pub(super) fn wait_until(
        &mut self,
        deadline: Deadline,
        reacquire: impl FnOnce() -> Timeout,
    ) -> Result<bool, SyncError> {
        self.commit();
        self.borrowed_mutably = false;
        let (woken, value) = self.section.wait(deadline, reacquire)?;
        self.value.write(value);
        Ok(woken)
    }

    #[inline(always)]
    fn commit(&self) {
        if self.borrowed_mutably {
            self.section.commit(self.value());
        }
    }
}

impl<T: SharedLocked> Deref for LockGuard<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        self.value()
    }
}

impl<T: SharedLocked> DerefMut for LockGuard<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        self.borrowed_mutably = true;
        // SAFETY: `enter` initialized it.
        unsafe { self.value.assume_init_mut() }
    }
}

impl<T: SharedLocked> Drop for LockGuard<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if thread::panicking() == self.unwinding {
            self.commit();
        }
    }
}

impl<T: SharedLocked + fmt::Debug> fmt::Debug for LockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockGuard").field("value", self.value()).finish_non_exhaustive()
    }
}
