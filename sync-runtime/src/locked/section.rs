//! The time between acquiring a value's lock and releasing it.

use super::Locked;
use crate::error::SyncError;
use crate::mutex::Acquired;
use crate::shared_locked::SharedLocked;
use crate::sys::fork::Generation;
use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// Holds the lock of a [`Locked`]; dropping it releases the lock. Commits only when told to.
pub(super) struct Section<'a, T: SharedLocked> {
    locked: &'a Locked<T>,
    acquired: Acquired,
    /// Which process acquired it. A forked child has a copy of this, and no lock.
    process: Generation,
    /// Not `Send`: pthread ownership belongs to the thread.
    thread: PhantomData<*mut ()>,
}

impl<'a, T: SharedLocked> Section<'a, T> {
    /// The lock was `acquired`, by this thread.
    #[inline(always)]
    pub(super) fn new(locked: &'a Locked<T>, acquired: Acquired) -> Self {
        Self { locked, acquired, process: Generation::current(), thread: PhantomData }
    }

    /// The committed value.
    #[inline(always)]
    pub(super) fn read(&self) -> Result<T, SyncError> {
        let mut out = MaybeUninit::uninit();
        self.locked.value.read(&mut out)?;
        // SAFETY: `read` returned `Ok`, so it initialized the value.
        Ok(unsafe { out.assume_init() })
    }

    /// Makes `value` the committed one; unless this is a forked child, whose parent holds the lock.
    #[inline(always)]
    pub(super) fn commit(&self, value: &T) {
        if self.process == Generation::current() {
            self.locked.value.commit(value);
        }
    }

    /// Whether the owner before died while it held the lock.
    #[inline]
    pub(super) fn recovered(&self) -> bool {
        self.acquired == Acquired::OwnerDied
    }
}

impl<T: SharedLocked> Drop for Section<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.locked.mutex.release_quietly();
    }
}
