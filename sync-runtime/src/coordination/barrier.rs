//! A point that a number of processes pass together.

use super::PROCESSES;
use super::holders::Holders;
use super::inner::{Inner, is_of_now};
use crate::error::SyncError;
use crate::locked::{LockGuard, Locked};
use crate::process_id::ProcessId;
use crate::shared::Shared;
use crate::sys::fork::Own;
use crate::timeout::{IntoTimeout, Timeout};
use core::cell::Cell;
use core::ptr;
use std::sync::atomic::AtomicPtr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use sync_derive::SharedLocked;

/// A point that a number of parties, processes or threads of them, pass together: each waits until
/// all have arrived. **The death of a process that waits breaks the barrier** instead of making the
/// others wait for ever.
///
/// A barrier is broken by a death, by a party that waited longer than its timeout or was
/// interrupted, or by [`abort`](Locked::abort): all that wait, and all that come later, get
/// [`BrokenBarrier`](SyncError::BrokenBarrier) until it is [`reset`](Locked::reset). At most
/// `PARTIES` processes wait at the same time: 64, unless it is made by
/// [`sized`](Barrier::sized).
///
/// The barrier knows the parties that wait, and no others. So a party that is killed before it
/// calls `wait` is not noticed: those that wait do so until their timeout, which breaks the
/// barrier. Wait with a timeout, not for ever.
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<Barrier>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | wait until all parties have arrived | [`wait`](Locked#impl-Locked%3CBarrier%3CPARTIES%3E%3E) |
/// | break the barrier | [`abort`](Locked::abort) |
/// | make it as it was at first | [`reset`](Locked::reset) |
/// | see whether it is broken | [`is_broken`](Locked::is_broken) |
/// | see how many wait | [`waiting`](Locked::waiting) |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Barrier, Shared};
///
/// let barrier = Shared::anonymous(Barrier::new(2))?; // a `Shared<Barrier>`
/// std::thread::scope(|scope| {
///     let other = scope.spawn(|| barrier.wait(Duration::from_secs(5)));
///     let mine = barrier.wait(Duration::from_secs(5)).unwrap();
///     assert_eq!(mine + other.join().unwrap().unwrap(), 1, "one is 0, the other 1");
/// });
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`pthread_barrier_wait(3p)`](https://man7.org/linux/man-pages/man3/pthread_barrier_wait.3p.html),
/// [`multiprocessing.Barrier`](https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Barrier)
#[derive(Debug, SharedLocked)]
#[shared(crate = crate)]
pub struct Barrier<const PARTIES: usize = PROCESSES> {
    parties: u32,
    /// How often all have passed.
    generation: u64,
    /// How often it was reset.
    resets: u64,
    is_broken: bool,
    arrived: Holders<PARTIES>,
}

impl Barrier {
    /// A barrier for `parties` parties. One for none or one lets each pass at once.
    #[must_use]
    pub const fn new(parties: u32) -> Self {
        Self::sized(parties)
    }
}

impl<const PARTIES: usize> Barrier<PARTIES> {
    /// [`new`](Barrier::new) for another number of processes: `Barrier::<8>::sized(2)`.
    #[must_use]
    pub const fn sized(parties: u32) -> Self {
        Self { parties, generation: 0, resets: 0, is_broken: false, arrived: Holders::new() }
    }

    /// Breaks it because a party died, which waits no longer.
    fn break_for_the_dead(&mut self) {
        self.arrived.forget_the_dead();
        self.is_broken = true;
    }
}

impl<const PARTIES: usize> Locked<Barrier<PARTIES>> {
    /// Waits until all parties have arrived; returns how many had arrived before: a number from 0
    /// to the number of parties less one, another one for each.
    ///
    /// # Errors
    ///
    /// [`BrokenBarrier`](SyncError::BrokenBarrier) if the barrier is broken, also by waiting longer
    /// than `timeout`, or is reset meanwhile; [`Interrupted`](SyncError::Interrupted) by a signal,
    /// if `timeout` is [interruptible](Timeout::interruptible), which breaks the barrier for the
    /// others, as a time-out does; [`Full`](SyncError::Full) if `PARTIES` other processes wait;
    /// those of [`get_lock`](Locked::get_lock) and [`ProcessId::current`]. A party that had arrived
    /// and got [`Timeout`](SyncError::Timeout) breaks the barrier as soon as its lock is acquired,
    /// unless all have arrived by then.
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<u32, SyncError> {
        wait(self.into(), timeout.into())
    }

    /// Breaks the barrier.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn abort(&self) -> Result<(), SyncError> {
        abort(self.into())
    }

    /// Makes the barrier as it was at first. All that wait get
    /// [`BrokenBarrier`](SyncError::BrokenBarrier).
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn reset(&self) -> Result<(), SyncError> {
        reset(self.into())
    }

    /// Whether the barrier is broken, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn is_broken(&self) -> Result<bool, SyncError> {
        Ok(self.load()?.is_broken)
    }

    /// How many wait, as of now, without the lock. Of a broken barrier: how many have not left yet.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn waiting(&self) -> Result<u32, SyncError> {
        Ok(self.load()?.arrived.total())
    }
}

/// The barrier's own lock is waited for as long as [`SharedOptions::timeout`] of this handle says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl<const PARTIES: usize> Shared<Barrier<PARTIES>> {
    /// `wait` of a [`Locked`] barrier, with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of `wait` of the [`Locked`] barrier.
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<u32, SyncError> {
        wait(self.into(), timeout.into())
    }

    /// [`Locked::abort`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn abort(&self) -> Result<(), SyncError> {
        abort(self.into())
    }

    /// [`Locked::reset`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn reset(&self) -> Result<(), SyncError> {
        reset(self.into())
    }
}

/// What a party found when it arrived.
#[derive(Debug, Clone, Copy)]
struct Arrived {
    process: ProcessId,
    index: u32,
    generation: u64,
    resets: u64,
}

fn wait<const PARTIES: usize>(inner: Inner<'_, Barrier<PARTIES>>, timeout: Timeout) -> Result<u32, SyncError> {
    let process = ProcessId::current()?;
    let arrived: Cell<Option<Arrived>> = Cell::new(None);
    let look = |barrier: &mut LockGuard<'_, Barrier<PARTIES>>| {
        let Some(arrival) = arrived.get() else {
            return arrive(inner, barrier, process, &arrived);
        };
        if barrier.generation != arrival.generation {
            return Ok(Some(arrival.index));
        }
        if barrier.resets != arrival.resets {
            return Err(SyncError::BrokenBarrier);
        }
        if !barrier.is_broken && barrier.arrived.held_by_the_dead() != 0 {
            barrier.break_for_the_dead();
        }
        if barrier.is_broken {
            barrier.arrived.remove(process);
            return Err(SyncError::BrokenBarrier);
        }
        Ok(None)
    };
    // It has just looked: it waits there.
    let give_up = |barrier: &mut LockGuard<'_, Barrier<PARTIES>>| {
        barrier.is_broken = true;
        barrier.arrived.remove(process);
    };
    let passed = inner.attempt_or(timeout, look, give_up);
    let passed = match passed {
        Err(SyncError::ConditionTimeout { .. }) => Err(SyncError::BrokenBarrier),
        Err(SyncError::Interrupted) => {
            let arrived = leaving(inner, arrived.get());
            inner.now_or_later(move |inner| leave(inner, arrived))?.unwrap_or(Err(SyncError::Interrupted))
        }
        Err(error) if arrived.get().is_some() && is_of_now(&error) => {
            let arrived = leaving(inner, arrived.get());
            match inner.later(move |inner| leave(inner, arrived)) {
                Some(left) => left?.unwrap_or(Err(error)),
                None => Err(error),
            }
        }
        passed => passed,
    };
    if matches!(passed, Ok(_) | Err(SyncError::BrokenBarrier)) {
        inner.locked().notify_all();
    }
    passed
}

/// A party comes to the barrier.
fn arrive<const PARTIES: usize>(
    inner: Inner<'_, Barrier<PARTIES>>,
    barrier: &mut Barrier<PARTIES>,
    process: ProcessId,
    arrived: &Cell<Option<Arrived>>,
) -> Result<Option<u32>, SyncError> {
    if barrier.is_broken {
        return Err(SyncError::BrokenBarrier);
    }
    let index = barrier.arrived.total();
    // A party that died has not arrived.
    if index != 0 && barrier.arrived.held_by_the_dead() != 0 {
        barrier.break_for_the_dead();
        return Err(SyncError::BrokenBarrier);
    }
    // One that gave up may have come again.
    let Barrier { generation, resets, .. } = *barrier;
    let next = Arrived { process, index, generation, resets };
    if those_leaving().iter().any(|leaving| leaving.is_at(inner, next)) {
        barrier.is_broken = true;
        return Err(SyncError::BrokenBarrier);
    }
    if index.saturating_add(1) >= barrier.parties {
        barrier.generation = barrier.generation.wrapping_add(1);
        barrier.arrived = Holders::new();
        return Ok(Some(index));
    }
    barrier.arrived.has_room(process)?;
    barrier.arrived.add(process);
    arrived.set(Some(next));
    Ok(None)
}

/// A party of this process that has given up, and is still written down as one that has arrived.
struct Leaving {
    barrier: usize,
    arrived: Arrived,
}

impl Leaving {
    /// Whether one that has `arrived` waits for the same as this one did.
    fn is_at<const PARTIES: usize>(&self, inner: Inner<'_, Barrier<PARTIES>>, arrived: Arrived) -> bool {
        let Arrived { generation, resets, .. } = self.arrived;
        let is_here = self.barrier == ptr::from_ref(inner.locked()).addr();
        is_here && (generation, resets) == (arrived.generation, arrived.resets)
    }
}

/// All of them. It is held for moments only, also under the lock of a barrier.
fn those_leaving() -> MutexGuard<'static, Vec<Leaving>> {
    static CURRENT: AtomicPtr<Own<Mutex<Vec<Leaving>>>> = AtomicPtr::new(ptr::null_mut());
    Own::at(&CURRENT).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes that a party is about to [`leave`].
fn leaving<const PARTIES: usize>(inner: Inner<'_, Barrier<PARTIES>>, arrived: Option<Arrived>) -> Option<Arrived> {
    if let Some(arrived) = arrived {
        those_leaving().push(Leaving { barrier: ptr::from_ref(inner.locked()).addr(), arrived });
    }
    arrived
}

/// Breaks the barrier, unless all have arrived or it was reset meanwhile: then it returns what came
/// of it for the party.
fn leave<const PARTIES: usize>(
    inner: Inner<'_, Barrier<PARTIES>>,
    arrived: Option<Arrived>,
) -> Result<Option<Result<u32, SyncError>>, SyncError> {
    let left = break_for(inner, arrived);
    if let Some(arrived) = arrived
        && !left.as_ref().is_err_and(is_of_now)
    {
        let mut all = those_leaving();
        if let Some(at) = all.iter().position(|leaving| leaving.is_at(inner, arrived)) {
            all.swap_remove(at);
        }
    }
    left
}

fn break_for<const PARTIES: usize>(
    inner: Inner<'_, Barrier<PARTIES>>,
    arrived: Option<Arrived>,
) -> Result<Option<Result<u32, SyncError>>, SyncError> {
    let mut barrier = inner.enter()?;
    match arrived {
        Some(arrived) if barrier.generation != arrived.generation => return Ok(Some(Ok(arrived.index))),
        Some(arrived) if barrier.resets != arrived.resets => return Ok(Some(Err(SyncError::BrokenBarrier))),
        Some(arrived) => {
            barrier.arrived.remove(arrived.process);
        }
        None => {}
    }
    barrier.is_broken = true;
    drop(barrier);
    inner.locked().notify_all();
    Ok(None)
}

fn abort<const PARTIES: usize>(inner: Inner<'_, Barrier<PARTIES>>) -> Result<(), SyncError> {
    inner.enter()?.is_broken = true;
    inner.locked().notify_all();
    Ok(())
}

fn reset<const PARTIES: usize>(inner: Inner<'_, Barrier<PARTIES>>) -> Result<(), SyncError> {
    let mut barrier = inner.enter()?;
    barrier.resets = barrier.resets.wrapping_add(1);
    barrier.is_broken = false;
    barrier.arrived = Holders::new();
    drop(barrier);
    inner.locked().notify_all();
    Ok(())
}
