//! Looking at a value together with its version, and waiting for the next one, without the lock.

use super::{Lockable, Locked};
use crate::error::SyncError;
use crate::shared_locked::SharedLocked;
use crate::timeout::{Deadline, IntoTimeout};
use crate::watchers::Watch;
use core::mem::MaybeUninit;

/// A consistent copy of a value, and which one it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot<T> {
    /// The value.
    pub value: T,
    /// Which commit it is from; to be passed to [`load_newer`](Locked::load_newer).
    pub version: u64,
}

impl<T: SharedLocked> Locked<T> {
    /// How many commits the value has seen: 0 when it is made, and one more with each.
    ///
    /// Commits are counted, not changes: [`with_lock`](Self::with_lock) and [`store`](Self::store)
    /// always commit, even a value that is the same as before. A guard commits if it was borrowed
    /// mutably, and a recursive one if a value was set; [`transact`](Self::transact) commits if its
    /// closure returns `Ok`.
    #[inline]
    #[must_use]
    pub fn version(&self) -> u64
    where
        T::Lock: Lockable<T>,
    {
        self.value.version()
    }

    /// A consistent copy of the value, and its version, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load).
    #[inline]
    pub fn snapshot(&self) -> Result<Snapshot<T>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        let mut out = MaybeUninit::uninit();
        let version = self.value.load(&mut out)?;
        // SAFETY: `load` returned `Ok`, so it initialized the value.
        Ok(Snapshot { value: unsafe { out.assume_init() }, version })
    }

    /// Sleeps until the version is another than `seen`, or there will be no other.
    pub(crate) fn watch(&self, seen: u64, deadline: Deadline) -> Watch {
        self.value.watch(seen, || self.mutex.is_shut(), deadline)
    }

    /// Sleeps until the version is another than `seen`, and returns the newest value, without the
    /// lock. Values in between may be skipped; an older one never follows a newer one. `None` if
    /// `timeout` ran out first.
    ///
    /// The first value of a fresh segment has version 0, so `load_newer(0, …)` waits for the second
    /// one: begin with [`snapshot`](Self::snapshot), and go on from its version.
    ///
    /// Without watchers a commit makes no system call, and at most one for a watcher that died.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::Shared;
    /// let shared = Shared::<u64>::anonymous(0)?;
    /// let seen = shared.version();
    /// shared.with_lock(|value| *value += 1)?; // in any process
    /// let newer = shared.load_newer(seen, Duration::from_secs(5))?.expect("it was committed");
    /// assert_eq!((newer.value, newer.version), (1, seen + 1));
    /// assert_eq!(shared.load_newer(newer.version, Duration::from_millis(1))?, None);
    /// # Ok::<(), sync_runtime::SyncError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`load`](Self::load). [`Interrupted`](SyncError::Interrupted) by a signal, if
    /// `timeout` is [interruptible](crate::Timeout::interruptible).
    /// [`Superseded`](SyncError::Superseded) if the segment was upgraded to another layout and
    /// there is nothing newer.
    pub fn load_newer(&self, seen: u64, timeout: impl IntoTimeout) -> Result<Option<Snapshot<T>>, SyncError>
    where
        T::Lock: Lockable<T>,
    {
        match self.watch(seen, Deadline::new(timeout.into())) {
            Watch::Moved if self.version() == seen => Err(SyncError::Superseded),
            Watch::Moved => self.snapshot().map(Some),
            Watch::TimedOut => Ok(None),
            Watch::Interrupted => Err(SyncError::Interrupted),
        }
    }
}
