//! A number of permits.

use super::holders::Holders;
use super::{PROCESSES, attempt, enter};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::process_id::ProcessId;
use crate::timeout::{IntoTimeout, Timeout};
use sync_derive::SharedLocked;

/// A number of permits that processes acquire and release: at most so many at a time use a device,
/// a connection, a core. **A permit held by a process that died comes back.**
///
/// It is a shared value: [`Shared`](crate::Shared) gives it a name or hands it to a child,
/// [`Locked`] places it in memory of your own. At most `HOLDERS` processes (64 where nothing else
/// is said) hold permits at the same time, each as many as there are.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Semaphore, Shared};
///
/// let slots = Shared::anonymous(Semaphore::new(2))?;
/// let first = slots.permit(Duration::from_secs(1))?; // until it is dropped, or this process dies
/// let second = slots.permit(Duration::from_secs(1))?;
/// assert!(slots.try_permit()?.is_none());
/// drop(first);
/// assert_eq!(slots.available()?, 1);
/// # drop(second);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`sem_wait(3)`](https://man7.org/linux/man-pages/man3/sem_wait.3.html),
/// [`multiprocessing.Semaphore`](https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Semaphore)
/// and `BoundedSemaphore`.
#[derive(Debug, SharedLocked)]
#[shared(crate = crate)]
pub struct Semaphore<const HOLDERS: usize = PROCESSES> {
    free: u32,
    /// The most permits there may be.
    limit: u32,
    holders: Holders<HOLDERS>,
}

impl Semaphore {
    /// A semaphore with `permits` permits, to which [`add`](Locked::add) adds more.
    #[must_use]
    pub const fn new(permits: u32) -> Self {
        Self::sized(permits)
    }

    /// A semaphore that never has more than `permits` permits.
    #[must_use]
    pub const fn bounded(permits: u32) -> Self {
        Self::sized_and_bounded(permits)
    }
}

// Functions of their own, as those of a `HashMap` with another hasher: the number of an untyped
// `Semaphore::new(2)` would be unknown.
impl<const HOLDERS: usize> Semaphore<HOLDERS> {
    /// [`new`](Semaphore::new) for another number of processes: `Semaphore::<8>::sized(2)`.
    #[must_use]
    pub const fn sized(permits: u32) -> Self {
        Self { free: permits, limit: u32::MAX, holders: Holders::new() }
    }

    /// [`bounded`](Semaphore::bounded) for another number of processes.
    #[must_use]
    pub const fn sized_and_bounded(permits: u32) -> Self {
        Self { free: permits, limit: permits, holders: Holders::new() }
    }
}

/// Holds a permit of a [`Semaphore`] for the calling process. Dropping it releases the permit.
#[must_use = "dropping the permit releases it at once"]
#[derive(Debug)]
pub struct Permit<'a, const HOLDERS: usize = PROCESSES> {
    semaphore: &'a Locked<Semaphore<HOLDERS>>,
    holder: ProcessId,
}

impl<const HOLDERS: usize> Locked<Semaphore<HOLDERS>> {
    /// Acquires a permit if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`permit`](Self::permit).
    pub fn try_permit(&self) -> Result<Option<Permit<'_, HOLDERS>>, SyncError> {
        match self.permit(Timeout::Try) {
            Err(SyncError::ConditionTimeout { .. }) => Ok(None),
            acquired => acquired.map(Some),
        }
    }

    /// Acquires a permit, waiting for it no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if there was none;
    /// [`Full`](SyncError::Full) if `HOLDERS` other processes hold permits; those of
    /// [`get_lock`](Locked::get_lock) and [`ProcessId::current`].
    pub fn permit(&self, timeout: impl IntoTimeout) -> Result<Permit<'_, HOLDERS>, SyncError> {
        let holder = ProcessId::current()?;
        attempt(self, timeout.into(), |semaphore| {
            if semaphore.free == 0 {
                if semaphore.holders.held_by_the_dead() == 0 {
                    return Ok(None);
                }
                semaphore.free = semaphore.holders.forget_the_dead();
            }
            if semaphore.holders.has_room(holder).is_err() {
                let dead = semaphore.holders.forget_the_dead();
                semaphore.free = semaphore.free.saturating_add(dead);
            }
            semaphore.holders.has_room(holder)?;
            semaphore.free -= 1;
            semaphore.holders.add(holder);
            Ok(Some(()))
        })?;
        Ok(Permit { semaphore: self, holder })
    }

    /// Adds a permit that nobody held, as `sem_post(3)` does.
    ///
    /// # Errors
    ///
    /// [`Full`](SyncError::Full) if the semaphore is bounded and has all its permits, held or free;
    /// those of [`get_lock`](Locked::get_lock).
    pub fn add(&self) -> Result<(), SyncError> {
        let mut semaphore = enter(self, Timeout::Never)?;
        let permits = semaphore.free.saturating_add(semaphore.holders.total());
        if permits >= semaphore.limit {
            return Err(SyncError::Full { capacity: semaphore.limit as usize });
        }
        semaphore.free += 1;
        drop(semaphore);
        self.notify_one();
        Ok(())
    }

    /// How many permits are free, as of now, without the lock. Those of processes that died are
    /// not counted before they are needed.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn available(&self) -> Result<u32, SyncError> {
        Ok(self.load()?.free)
    }
}

impl<const HOLDERS: usize> Permit<'_, HOLDERS> {
    /// Releases the permit.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child, which holds no permit of its parent's;
    /// those of [`get_lock`](Locked::get_lock).
    pub fn release(self) -> Result<(), SyncError> {
        let permit = core::mem::ManuallyDrop::new(self);
        permit.give_back()
    }

    fn give_back(&self) -> Result<(), SyncError> {
        if ProcessId::current()? != self.holder {
            return Err(SyncError::NotOwner);
        }
        let mut semaphore = enter(self.semaphore, Timeout::Never)?;
        // Another permit of this process may have been taken for one of a dead process only if it
        // is dead.
        if semaphore.holders.held_by(self.holder) == 0 {
            return Err(SyncError::NotOwner);
        }
        semaphore.holders.remove(self.holder);
        semaphore.free = semaphore.free.saturating_add(1);
        drop(semaphore);
        self.semaphore.notify_one();
        Ok(())
    }
}

impl<const HOLDERS: usize> Drop for Permit<'_, HOLDERS> {
    fn drop(&mut self) {
        // In a forked child the permit is its parent's. Other errors leave it held until this
        // process ends.
        let _ = self.give_back();
    }
}
