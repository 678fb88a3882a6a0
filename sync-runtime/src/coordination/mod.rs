//! Semaphores, events, barriers and the like, for processes that may be killed at any instruction.
//!
//! Each is a plain value with a lock and a condition, as any shared struct: so it is crash-atomic
//! because every shared value is. What a process holds is written down with the process in the same
//! commit, so that it can be taken back from a process that died.

mod barrier;
mod channel;
mod condition;
mod event;
mod holders;
mod latch;
mod once;
mod rw_lock;
mod semaphore;
mod unshared;

pub use barrier::Barrier;
pub use channel::{Channel, SendError};
pub use condition::Condition;
pub use event::Event;
pub use latch::Latch;
pub use once::Once;
pub use rw_lock::{ReadPermit, RwLock, WritePermit};
pub use semaphore::{Permit, Semaphore};
pub use unshared::IsShared;

use crate::error::SyncError;
use crate::locked::{LockGuard, Lockable, Locked};
use crate::shared_locked::{Exclusive, SharedLocked};
use crate::timeout::{Deadline, LONGEST_SLEEP, Timeout};

/// The processes that one of these remembers at the same time, where nothing else is said.
const PROCESSES: usize = 64;

/// Acquires the lock, and waits for the condition until `attempt` returns a result, or for as long
/// as `timeout` says. `attempt` changes the value only if it returns a result.
///
/// It is called again at least ten times a second: a process may have died.
fn attempt<T: SharedLocked<Lock = Exclusive>, R>(
    locked: &Locked<T>,
    timeout: Timeout,
    mut attempt: impl FnMut(&mut LockGuard<'_, T>) -> Result<Option<R>, SyncError>,
) -> Result<R, SyncError> {
    let deadline = Deadline::new(timeout);
    let mut guard = enter(locked, timeout)?;
    loop {
        if let Some(result) = attempt(&mut guard)? {
            return Ok(result);
        }
        if deadline.has_passed() {
            return Err(SyncError::ConditionTimeout { waited: deadline.waited() });
        }
        guard.wait(deadline.left_or(LONGEST_SLEEP))?;
    }
}

/// Acquires the lock, which is held for moments only: not to wait for what it guards is no reason
/// not to wait for it.
fn enter<T: SharedLocked<Lock = Exclusive>>(
    locked: &Locked<T>,
    timeout: Timeout,
) -> Result<LockGuard<'_, T>, SyncError> {
    let timeout = if timeout == Timeout::Try { T::TIMEOUT } else { timeout };
    <Exclusive as Lockable<T>>::acquire(locked, &timeout)
}
