//! The end of a value that another one takes the place of: see `upgrade_from`.
//!
//! The upgrader holds the lock from before it reads the value until the end. What decides is one
//! store: the owner's word of the mutex becomes that of no thread, so that no thread can acquire
//! the lock any more. Before that store nothing has happened: an upgrader that is killed leaves the
//! lock to the next owner, as every owner's death does. After it the value is superseded, and never
//! changes again. So every process that has this memory knows, by that word alone: no name, no
//! file, no descriptor and no namespace is asked. The fast path of acquiring the lock asks nothing
//! new.
//!
//! The new segment is whole before that store, and waits to take the name. Who finds a superseded
//! segment under a name gives the name to the one that waits: see `segment/succession.rs`.

use super::Locked;
use super::nest::Nest;
use super::section::{Guarded, Section};
use crate::atomic::{Ordering::SeqCst, fence};
use crate::error::SyncError;
use crate::shared_locked::{LockKind as _, SharedLocked};
use crate::timeout::Timeout;
use core::mem;

impl<T: SharedLocked> Locked<T> {
    /// Whether another layout has taken its place.
    pub(crate) fn is_superseded(&self) -> bool {
        self.mutex.is_shut()
    }

    /// Ends this value under its lock: `prepare` makes what takes its place, and what that returns
    /// puts it there. If either fails or panics, nothing has changed.
    ///
    /// # Errors
    ///
    /// Those of acquiring the lock, [`Deadlock`](SyncError::Deadlock) if the calling thread holds
    /// it already or has changed the value meanwhile, and those of the two functions.
    pub(crate) fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
        &self,
        timeout: Timeout,
        prepare: impl FnOnce(T) -> Result<P, SyncError>,
    ) -> Result<R, SyncError> {
        const { assert!(!T::PRIORITY_INHERIT, "a struct with `priority_inherit` cannot be upgraded while others run") };
        const { assert!(T::Lock::LOCKED, "a struct with `lock = none` cannot be upgraded while others run") };
        let section = Section::enter(self, &timeout)?;
        if Nest::of(&section.held()?).depth() != 0 {
            return Err(SyncError::Deadlock);
        }
        let version = self.value.version();
        let put = prepare(section.held()?.read()?)?;
        // `prepare` may have forked, or have acquired the lock once more if that is recursive.
        section.held()?;
        if self.value.version() != version {
            return Err(SyncError::Deadlock);
        }
        // SAFETY: neither kind of lock that is refused above gets here.
        unsafe { section.supersede(put) }
    }
}

impl<P: Guarded> Section<'_, P> {
    /// Ends the value, and calls `put`, which puts there what takes its place. If that fails,
    /// nothing has changed.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child, and those of `put`.
    ///
    /// # Safety
    ///
    /// The mutex is robust and does not inherit priorities.
    pub(crate) unsafe fn supersede<R>(self, put: impl FnOnce() -> Result<R, SyncError>) -> Result<R, SyncError> {
        if !self.is_here() {
            return Err(SyncError::NotOwner);
        }
        let locked = self.locked();
        // SAFETY: a section exists only while the lock is held, and the caller's promise. The value
        // is borrowed until this returns.
        unsafe { locked.mutex().shut() };
        let put = put();
        if put.is_err() {
            // SAFETY: it was shut right above.
            unsafe { locked.mutex().open_again() };
            return put;
        }
        // SAFETY: as above.
        unsafe { locked.mutex().leave_shut() };
        mem::forget(self);
        // If it is killed before this, those who wait find out at the end of their turn.
        locked.condvar().notify_at(u32::MAX, || locked.version());
        // A watcher registers, then looks whether the mutex is shut. Of the two, one sees the
        // other.
        fence(SeqCst);
        locked.wake_watchers();
        put
    }
}
