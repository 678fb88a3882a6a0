//! Acquiring a lock that is not simply free.

use super::{Acquired, Mutex, spin, unexpected};
use crate::error::{SegmentLabel, SyncError};
use crate::holder::Holder;
use crate::pauses::Pauses;
use crate::sys::errno::Failure;
use crate::sys::fork::Generation;
use crate::sys::mutex as raw;
use crate::sys::process;
use crate::timeout::{Deadline, Timeout};
use core::time::Duration;

impl Mutex {
    /// What to do if the lock was not simply free.
    #[cold]
    #[inline(never)]
    pub(super) fn acquire_slowly(&self, first: Failure, &timeout: &Timeout) -> Result<Acquired, SyncError> {
        let mut waited = Duration::ZERO;
        let generation = Generation::current();
        let outcome = match (first, timeout) {
            (Failure::Busy, _) if self.is_shut() => return Err(SyncError::Superseded),
            // A mutex of some kinds says no more than that to its own owner.
            (Failure::Busy, Timeout::Try) if self.is_own() => Err(Failure::Deadlock),
            (Failure::Busy, Timeout::Never | Timeout::After(_) | Timeout::Interruptible(_)) => match spin::spin(self) {
                Err(Failure::Busy) if self.is_own() => Err(Failure::Deadlock),
                Err(Failure::Busy) => {
                    // Only now is the clock worth reading.
                    let deadline = Deadline::new(timeout);
                    let outcome =
                        if deadline.is_interruptible() { self.poll_until(deadline) } else { self.lock_until(deadline) };
                    waited = deadline.waited();
                    outcome
                }
                outcome => outcome,
            },
            _ => Err(first),
        };
        if matches!(outcome, Ok(()) | Err(Failure::OwnerDied)) && !generation.is_current() {
            // A signal handler forked meanwhile, and returned in the child. The C library has noted
            // the thread that began to wait as the owner.
            // SAFETY: as in `try_lock`; this thread has just acquired it.
            unsafe { raw::take_over(self.0.get(), process::own_thread()) };
        }
        match outcome {
            Ok(()) => Ok(Acquired::Clean),
            Err(Failure::OwnerDied) => Ok(Acquired::OwnerDied),
            Err(_) if self.is_shut() => Err(SyncError::Superseded),
            Err(Failure::Busy) => Err(SyncError::WouldBlock { holder: Holder::thread(self.owner()) }),
            Err(Failure::Interrupted) => Err(SyncError::Interrupted),
            Err(Failure::TimedOut) => {
                let holder = Holder::thread_and_process(self.owner());
                Err(SyncError::Timeout { waited, holder, segment: SegmentLabel::around(self) })
            }
            Err(failure) => Err(unexpected("pthread_mutex_lock", failure)),
        }
    }

    /// Waits in turns. A waiter that is killed just after it was woken may take the wake-up with
    /// it. If another thread has acquired the lock by then, the C library's record that there are
    /// more waiters is gone, and these would sleep on beside a free lock.
    fn lock_until(&self, deadline: Deadline) -> Result<(), Failure> {
        loop {
            let outcome = match deadline.or_one_turn() {
                Some(turn) if self.would_abort() => {
                    turn.sleep_until();
                    self.try_lock()
                        .map(drop)
                        .map_err(|failure| if failure == Failure::Busy { Failure::TimedOut } else { failure })
                }
                // SAFETY: as in `try_lock`.
                Some(turn) => unsafe { raw::lock_until(self.0.get(), turn) },
                // SAFETY: as in `try_lock`.
                None => unsafe { raw::lock(self.0.get()) },
            };
            if outcome != Err(Failure::TimedOut) {
                return outcome;
            }
            if self.is_shut() {
                return outcome;
            }
            if deadline.has_passed() {
                // It may be free all the same, for the same reason.
                return match self.try_lock() {
                    Err(Failure::Busy) => Err(Failure::TimedOut),
                    outcome => outcome.map(drop),
                };
            }
        }
    }

    /// Tries again and again, until a signal handler runs: the C library would sleep on.
    fn poll_until(&self, deadline: Deadline) -> Result<(), Failure> {
        const LONGEST_PAUSE: Duration = Duration::from_millis(5);
        let mut pauses = Pauses::new(deadline, LONGEST_PAUSE);
        loop {
            match self.try_lock() {
                Err(Failure::Busy) if deadline.has_passed() || self.is_shut() => return Err(Failure::TimedOut),
                Err(Failure::Busy) if !pauses.pause() => return Err(Failure::Interrupted),
                Err(Failure::Busy) => {}
                outcome => return outcome.map(drop),
            }
        }
    }

    /// Whether the calling thread holds the lock.
    fn is_own(&self) -> bool {
        self.owner() == process::own_thread()
    }

    /// Whether glibc would abort the process if it waited: it does where a priority-inheriting
    /// mutex is held by a thread that is gone, which the kernel did not mark. That happens when
    /// other code than this library held too many robust mutexes.
    #[cold]
    fn would_abort(&self) -> bool {
        // SAFETY: as in `try_lock`.
        let needs_living_owner = unsafe { raw::needs_living_owner(self.0.get()) };
        if !needs_living_owner {
            return false;
        }
        let owner = self.owner();
        // Looked at twice: between the two it may have been marked or released.
        owner != 0 && !process::thread_exists(owner) && self.owner() == owner
    }
}
