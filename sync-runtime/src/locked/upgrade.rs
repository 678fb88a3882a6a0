//! The end of a value that another one has taken the place of: see `upgrade_from`.
//!
//! The upgrader holds the lock from before it reads the value until after the new segment has the name. Then it shuts
//! the mutex, which no thread can acquire any more. The fast path of acquiring it asks nothing new.
//!
//! The word `upgrade` says how far that has come: [`NONE`], [`UNDER_WAY`] before the name is given away, and
//! [`DONE`] after it. An upgrader that is killed leaves the lock to the next owner, as every owner's death does. If
//! that finds one of the last two, it looks whether the file still has a name: if so nothing has happened, otherwise the
//! mutex has to be shut.

use super::Locked;
use super::nest::Nest;
use super::section::Section;
use crate::atomic::Ordering::SeqCst;
use crate::error::SyncError;
use crate::shared_locked::{LockKind as _, SharedLocked};
use crate::sys::mapped;
use crate::timeout::Timeout;
use crate::versioned::Held;
use core::mem;

const NONE: u32 = 0;
const UNDER_WAY: u32 = 1;
const DONE: u32 = 2;

impl<T: SharedLocked> Locked<T> {
    /// Whether another layout has taken its place.
    pub(crate) fn is_superseded(&self) -> bool {
        self.mutex.is_shut()
    }

    /// Ends this value under its lock: `prepare` makes what takes its place, and what that returns puts it there. If
    /// either fails or panics, nothing has changed.
    ///
    /// # Errors
    ///
    /// Those of acquiring the lock, [`Deadlock`](SyncError::Deadlock) if the calling thread holds it already, and those of
    /// the two functions.
    ///
    /// # Safety
    ///
    /// This value stays mapped as long as the calling thread lives, and lies in a file under `/dev/shm`. `put` succeeds
    /// only if it took the file's last name.
    pub(crate) unsafe fn supersede<P: FnOnce() -> Result<R, SyncError>, R>(
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
        let value = section.held()?.read()?;
        let put = prepare(value)?;
        // `prepare` may have forked.
        section.held()?.upgrade().store(UNDER_WAY, SeqCst);
        let put = put();
        let held = section.held()?;
        if put.is_err() {
            held.upgrade().store(NONE, SeqCst);
            return put;
        }
        // SAFETY: a section exists only while the lock is held, and the caller promises the rest.
        unsafe { self.shut(&held) };
        mem::forget(section);
        put
    }

    /// Ends what an upgrader that died has begun, and says whether the lock is still held: it is not if the upgrader had
    /// given the name away, for then this value is superseded.
    #[cold]
    pub(super) fn end_upgrade(&self, held: &Held<'_, T::Layout>) -> bool {
        // A file that has a name was not superseded, whatever a damaged word says.
        match held.upgrade().load(SeqCst) {
            UNDER_WAY | DONE if !mapped::has_name(core::ptr::from_ref(self).addr()) => {}
            NONE => return true,
            _ => {
                held.upgrade().store(NONE, SeqCst);
                return true;
            }
        }
        // SAFETY: `held` says that the lock is held. Only segments are upgraded, and not those whose mutexes inherit
        // priorities. A segment whose mutex was shut stays mapped: see `segment/registry.rs`.
        unsafe { self.shut(held) };
        false
    }

    /// Shuts the mutex anew after it was made anew, if it had been shut before.
    pub(super) fn keep_superseded(&self, held: &Held<'_, T::Layout>) {
        let _ = self.end_upgrade(held);
    }

    /// Shuts the mutex, and wakes all who would wait in vain.
    ///
    /// # Safety
    ///
    /// As for [`Mutex::shut`](crate::Mutex).
    unsafe fn shut(&self, held: &Held<'_, T::Layout>) {
        held.upgrade().store(DONE, SeqCst);
        // SAFETY: the caller's promise.
        unsafe { self.mutex.shut() };
        self.condvar.notify_at(u32::MAX, || self.value.version());
        self.value.end_watch();
    }
}
