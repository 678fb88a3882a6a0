//! A number of permits.

use super::PROCESSES;
use super::holders::Holders;
use super::inner::Inner;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::process_id::ProcessId;
use crate::shared::Shared;
use crate::timeout::{IntoTimeout, Timeout};
use core::mem::ManuallyDrop;
use sync_derive::SharedLocked;

/// A number of permits that processes acquire and release: at most so many at a time use a device,
/// a connection, a core. **A permit held by a process that died comes back.**
///
/// [`Shared`] gives it a name or hands it to a child, [`Locked`] places it in memory of your own.
/// At most `HOLDERS` processes hold permits at the same time, each as many as there are: 64, unless
/// it is made by [`sized`](Semaphore::sized).
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<Semaphore>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | acquire a permit, and wait for one | [`permit`](Locked::permit) |
/// | acquire a permit if there is one | [`try_permit`](Locked::try_permit) |
/// | release a permit | drop the [`Permit`], or [`release`](Permit::release), which returns errors |
/// | use a permit up | [`consume`](Permit::consume) |
/// | add a permit | [`add`](Locked::add) |
/// | see how many are free | [`available`](Locked::available) |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Semaphore, Shared};
///
/// let slots = Shared::anonymous(Semaphore::new(2))?; // a `Shared<Semaphore>`
/// let first = slots.permit(Duration::from_secs(1))?; // until it is dropped, or this process dies
/// let second = slots.permit(Duration::from_secs(1))?;
/// assert!(slots.try_permit()?.is_none());
/// drop(first);
/// assert_eq!(slots.available()?, 1);
/// # drop(second);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// To count what there is to do, as `sem_post(3)` and `sem_wait(3)` do, [`add`](Locked::add) a
/// permit for each, and [`consume`](Permit::consume) it when that was done. If the process dies
/// before, the permit comes back, and another one does it:
///
/// ```
/// # use std::time::Duration;
/// # use sync_runtime::{Semaphore, Shared};
/// let ready = Shared::anonymous(Semaphore::new(0))?;
/// ready.add()?; // one more is ready
/// let permit = ready.permit(Duration::from_secs(1))?;
/// // … do it …
/// permit.consume()?;
/// assert_eq!(ready.available()?, 0);
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
///
/// If the semaphore's own lock is not acquired in time for that, a thread gives the permit back
/// when it is.
#[must_use = "dropping the permit releases it at once"]
#[derive(Debug)]
pub struct Permit<'a, const HOLDERS: usize = PROCESSES> {
    semaphore: Inner<'a, Semaphore<HOLDERS>>,
    holder: ProcessId,
}

impl<const HOLDERS: usize> Locked<Semaphore<HOLDERS>> {
    /// Acquires a permit if there is one.
    ///
    /// # Errors
    ///
    /// Those of [`permit`](Self::permit).
    pub fn try_permit(&self) -> Result<Option<Permit<'_, HOLDERS>>, SyncError> {
        if_there_is_one(permit(self.into(), Timeout::Try))
    }

    /// Acquires a permit, waiting for it no longer than `timeout`.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if there was none;
    /// [`Full`](SyncError::Full) if `HOLDERS` other processes hold permits; those of
    /// [`get_lock`](Locked::get_lock) and [`ProcessId::current`].
    pub fn permit(&self, timeout: impl IntoTimeout) -> Result<Permit<'_, HOLDERS>, SyncError> {
        permit(self.into(), timeout.into())
    }

    /// Adds a permit that nobody held, as `sem_post(3)` does.
    ///
    /// # Errors
    ///
    /// [`Full`](SyncError::Full) if the semaphore is bounded and has all its permits, held or free;
    /// those of [`get_lock`](Locked::get_lock).
    pub fn add(&self) -> Result<(), SyncError> {
        add(self.into())
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

/// The semaphore's own lock is waited for as long as [`SharedOptions::timeout`] of this handle
/// says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl<const HOLDERS: usize> Shared<Semaphore<HOLDERS>> {
    /// [`Locked::try_permit`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`permit`](Self::permit).
    pub fn try_permit(&self) -> Result<Option<Permit<'_, HOLDERS>>, SyncError> {
        if_there_is_one(permit(self.into(), Timeout::Try))
    }

    /// [`Locked::permit`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::permit`].
    pub fn permit(&self, timeout: impl IntoTimeout) -> Result<Permit<'_, HOLDERS>, SyncError> {
        permit(self.into(), timeout.into())
    }

    /// [`Locked::add`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::add`].
    pub fn add(&self) -> Result<(), SyncError> {
        add(self.into())
    }
}

fn permit<const HOLDERS: usize>(
    semaphore: Inner<'_, Semaphore<HOLDERS>>,
    timeout: Timeout,
) -> Result<Permit<'_, HOLDERS>, SyncError> {
    let holder = ProcessId::current()?;
    semaphore.attempt(timeout, |semaphore| {
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
        // Whether a process is dead may be known no more: without a descriptor left, `/proc` tells
        // nothing.
        let Some(left) = semaphore.free.checked_sub(1) else { return Ok(None) };
        semaphore.free = left;
        semaphore.holders.add(holder);
        Ok(Some(()))
    })?;
    Ok(Permit { semaphore, holder })
}

fn if_there_is_one<P>(acquired: Result<P, SyncError>) -> Result<Option<P>, SyncError> {
    match acquired {
        Err(SyncError::ConditionTimeout { .. }) => Ok(None),
        acquired => acquired.map(Some),
    }
}

fn add<const HOLDERS: usize>(inner: Inner<'_, Semaphore<HOLDERS>>) -> Result<(), SyncError> {
    let mut semaphore = inner.enter()?;
    let permits = semaphore.free.saturating_add(semaphore.holders.total());
    if permits >= semaphore.limit {
        return Err(SyncError::Full { capacity: semaphore.limit as usize });
    }
    semaphore.free += 1;
    drop(semaphore);
    inner.locked().notify_one();
    Ok(())
}

impl<const HOLDERS: usize> Permit<'_, HOLDERS> {
    /// Releases the permit.
    ///
    /// # Errors
    ///
    /// [`NotOwner`](SyncError::NotOwner) in a forked child, which holds no permit of its parent's;
    /// those of [`get_lock`](Locked::get_lock). After [`Timeout`](SyncError::Timeout) a thread
    /// gives the permit back when the lock is acquired.
    pub fn release(self) -> Result<(), SyncError> {
        let permit = ManuallyDrop::new(self);
        permit.give_back()
    }

    /// Uses the permit up: it is gone, and no process gets it again, unless one is
    /// [added](Locked::add). A process that is killed in here has used it up, or it comes back.
    ///
    /// # Errors
    ///
    /// Those of [`release`](Self::release). After [`Timeout`](SyncError::Timeout) a thread uses the
    /// permit up when the lock is acquired.
    pub fn consume(self) -> Result<(), SyncError> {
        let permit = ManuallyDrop::new(self);
        permit.end(0)
    }

    fn give_back(&self) -> Result<(), SyncError> {
        self.end(1)
    }

    fn end(&self, freed: u32) -> Result<(), SyncError> {
        let holder = self.holder;
        self.semaphore.now_or_later(move |semaphore| end(semaphore, holder, freed))
    }
}

/// Takes a permit from `holder`, and makes `freed` of it free.
fn end<const HOLDERS: usize>(
    inner: Inner<'_, Semaphore<HOLDERS>>,
    holder: ProcessId,
    freed: u32,
) -> Result<(), SyncError> {
    let mut semaphore = inner.enter()?;
    // Another permit of this process may have been taken for one of a dead process only if it is
    // dead.
    if semaphore.holders.held_by(holder) == 0 {
        return Err(SyncError::NotOwner);
    }
    semaphore.holders.remove(holder);
    semaphore.free = semaphore.free.saturating_add(freed);
    drop(semaphore);
    inner.locked().notify(freed);
    Ok(())
}

impl<const HOLDERS: usize> Drop for Permit<'_, HOLDERS> {
    fn drop(&mut self) {
        // In a forked child the permit is its parent's. Other errors leave it held until this
        // process ends.
        let _ = self.give_back();
    }
}
