//! A value under its lock, for as long as a scope.

use super::section::Section;
use crate::shared_locked::SharedLocked;
use core::fmt;
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
    value: T,
    borrowed_mutably: bool,
    /// Whether the thread was unwinding already, as in a destructor, so that this is no reason to roll back.
    unwinding: bool,
}

impl<'a, T: SharedLocked> LockGuard<'a, T> {
    #[inline(always)]
    pub(super) fn new(section: Section<'a, T>, value: T) -> Self {
        Self { section, value, borrowed_mutably: false, unwinding: thread::panicking() }
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
}

impl<T: SharedLocked> Deref for LockGuard<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: SharedLocked> DerefMut for LockGuard<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        self.borrowed_mutably = true;
        &mut self.value
    }
}

impl<T: SharedLocked> Drop for LockGuard<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.borrowed_mutably && thread::panicking() == self.unwinding {
            self.section.commit(&self.value);
        }
    }
}

impl<T: SharedLocked + fmt::Debug> fmt::Debug for LockGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockGuard").field("value", &self.value).finish_non_exhaustive()
    }
}
