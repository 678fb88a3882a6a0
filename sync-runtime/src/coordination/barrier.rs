//! A point that a number of processes pass together.

use super::holders::Holders;
use super::{PROCESSES, attempt, enter};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::process_id::ProcessId;
use crate::timeout::{IntoTimeout, Timeout};
use sync_derive::SharedLocked;

/// A point that a number of parties, processes or threads of them, pass together: each waits until
/// all have arrived. **The death of a process that waits breaks the barrier** instead of making the
/// others wait for ever.
///
/// A barrier is broken by a death, by a party that waited longer than its timeout or was
/// interrupted, or by [`abort`](Locked::abort): all that wait, and all that come later, get
/// [`BrokenBarrier`](SyncError::BrokenBarrier) until it is [`reset`](Locked::reset). At most
/// `PARTIES` processes (64 where nothing else is said) wait at the same time.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Barrier, Shared};
///
/// let barrier = Shared::anonymous(Barrier::new(2))?;
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
    /// those of [`get_lock`](Locked::get_lock) and [`ProcessId::current`].
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<u32, SyncError> {
        let process = ProcessId::current()?;
        let mut arrived: Option<Arrived> = None;
        let passed = attempt(self, timeout.into(), |barrier| {
            let Some(arrival) = &arrived else {
                if barrier.is_broken {
                    return Err(SyncError::BrokenBarrier);
                }
                let index = barrier.arrived.total();
                // A party that died has not arrived.
                if index != 0 && barrier.arrived.held_by_the_dead() != 0 {
                    barrier.is_broken = true;
                    return Err(SyncError::BrokenBarrier);
                }
                if index + 1 >= barrier.parties {
                    barrier.generation += 1;
                    barrier.arrived = Holders::new();
                    return Ok(Some(index));
                }
                barrier.arrived.has_room(process)?;
                barrier.arrived.add(process);
                arrived = Some(Arrived { index, generation: barrier.generation, resets: barrier.resets });
                return Ok(None);
            };
            if barrier.generation != arrival.generation {
                return Ok(Some(arrival.index));
            }
            if barrier.is_broken || barrier.resets != arrival.resets {
                return Err(SyncError::BrokenBarrier);
            }
            if barrier.arrived.held_by_the_dead() != 0 {
                barrier.is_broken = true;
                return Err(SyncError::BrokenBarrier);
            }
            Ok(None)
        });
        match passed {
            Err(SyncError::ConditionTimeout { .. }) => self.give_up(arrived.as_ref(), SyncError::BrokenBarrier),
            Err(SyncError::Interrupted) => self.give_up(arrived.as_ref(), SyncError::Interrupted),
            Ok(_) | Err(SyncError::BrokenBarrier) => {
                self.notify_all();
                passed
            }
            passed => passed,
        }
    }

    /// Breaks the barrier because of `error`, unless all have arrived meanwhile.
    fn give_up(&self, arrived: Option<&Arrived>, error: SyncError) -> Result<u32, SyncError> {
        let mut barrier = enter(self, Timeout::Never)?;
        match arrived {
            Some(arrived) if barrier.generation != arrived.generation => return Ok(arrived.index),
            Some(arrived) if barrier.resets != arrived.resets => return Err(SyncError::BrokenBarrier),
            _ => barrier.is_broken = true,
        }
        drop(barrier);
        self.notify_all();
        Err(error)
    }

    /// Breaks the barrier.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn abort(&self) -> Result<(), SyncError> {
        enter(self, Timeout::Never)?.is_broken = true;
        self.notify_all();
        Ok(())
    }

    /// Makes the barrier as it was at first. All that wait get
    /// [`BrokenBarrier`](SyncError::BrokenBarrier).
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn reset(&self) -> Result<(), SyncError> {
        let mut barrier = enter(self, Timeout::Never)?;
        barrier.resets += 1;
        barrier.is_broken = false;
        barrier.arrived = Holders::new();
        drop(barrier);
        self.notify_all();
        Ok(())
    }

    /// Whether the barrier is broken, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn is_broken(&self) -> Result<bool, SyncError> {
        Ok(self.load()?.is_broken)
    }

    /// How many wait, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn waiting(&self) -> Result<u32, SyncError> {
        Ok(self.load()?.arrived.total())
    }
}

/// What a party found when it arrived.
struct Arrived {
    index: u32,
    generation: u64,
    resets: u64,
}
