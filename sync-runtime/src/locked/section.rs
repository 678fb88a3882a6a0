//! The time between acquiring a value's lock and releasing it.

use super::Locked;
use crate::condvar::Ticket;
use crate::error::SyncError;
use crate::mutex::Acquired;
use crate::shared_locked::SharedLocked;
use crate::sys::fork::Generation;
use crate::timeout::{Deadline, Timeout};
use core::marker::PhantomData;
use core::mem::MaybeUninit;

/// Makes a guard not `Send`, for pthread ownership belongs to the thread. The compiler shows its name to who tries.
pub(super) struct MustBeReleasedByTheThreadThatLockedIt;

/// Holds the lock of a [`Locked`]; dropping it releases the lock. Commits only when told to.
pub(super) struct Section<'a, T: SharedLocked> {
    locked: &'a Locked<T>,
    acquired: Acquired,
    /// False only after a wait that could not acquire the lock again.
    held: bool,
    /// Which process acquired it. A forked child has a copy of this, and no lock.
    process: Generation,
    thread: PhantomData<*mut MustBeReleasedByTheThreadThatLockedIt>,
}

impl<'a, T: SharedLocked> Section<'a, T> {
    /// Acquires the lock. What a dead owner left needs no repair, for its version did not move.
    #[inline(always)]
    pub(super) fn enter(locked: &'a Locked<T>, timeout: Timeout) -> Result<Self, SyncError> {
        let acquired = locked.acquire(timeout)?;
        Ok(Self { locked, acquired, held: true, process: Generation::current(), thread: PhantomData })
    }

    /// Copies the committed value to `out`.
    #[inline(always)]
    pub(super) fn read_into(&self, out: &mut MaybeUninit<T>) -> Result<(), SyncError> {
        Ok(self.locked.value.read_into(out)?)
    }

    /// A private copy of the committed value.
    #[inline(always)]
    pub(super) fn read(&self) -> Result<T, SyncError> {
        Ok(self.locked.value.read()?)
    }

    /// Calls `with` with a private copy of the committed value, which costs a large value one copy less than [`read`](Self::read).
    #[inline(always)]
    pub(super) fn with_copy<R>(&self, with: impl FnOnce(&mut T) -> R) -> Result<R, SyncError> {
        Ok(self.locked.value.with_copy(with)?)
    }

    /// Makes `value` the committed one; unless this is a forked child, whose parent holds the lock.
    #[inline(always)]
    pub(super) fn commit(&self, value: &T) {
        if self.held && self.process == Generation::current() {
            self.locked.value.commit(value);
        }
    }

    /// Whether the owner before died while it held the lock.
    #[inline]
    pub(super) fn recovered(&self) -> bool {
        self.acquired == Acquired::OwnerDied
    }

    /// Releases the lock, sleeps until notified or until something was committed all the same, acquires the lock again within
    /// `reacquire`, and reads the value. If either fails the section is over: who has an old value must not commit it.
    pub(super) fn wait(
        &mut self,
        deadline: Deadline,
        reacquire: impl FnOnce() -> Timeout,
    ) -> Result<(bool, T), SyncError> {
        if !self.held {
            return Err(SyncError::NotOwner);
        }
        let version = self.locked.value.version();
        let ticket: Ticket = self.locked.condvar.ticket();
        self.locked.mutex.release()?;
        self.held = false;
        self.locked.value.wake_watchers();
        let notified = self.locked.condvar.sleep(ticket, deadline, || self.locked.value.version() != version);
        self.acquired = self.locked.acquire(reacquire())?;
        match self.read() {
            Ok(value) => {
                self.held = true;
                Ok((notified, value))
            }
            Err(error) => {
                self.locked.mutex.release_quietly();
                Err(error)
            }
        }
    }
}

impl<T: SharedLocked> Drop for Section<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.held {
            self.locked.mutex.release_quietly();
            self.locked.value.wake_watchers();
        }
    }
}
