//! Waiting for a condition with the lock of a value, of whatever kind its guard is.

use crate::condvar::Slept;
use crate::error::SyncError;
use crate::timeout::{Deadline, MOMENT, Timeout};

/// Waits as long as `holds` says so of the value under the lock, but no longer than `timeout` in
/// all. Whether it holds no longer.
pub(crate) fn wait_while<G>(
    guard: &mut G,
    timeout: Timeout,
    mut holds: impl FnMut(&G) -> Result<bool, SyncError>,
    mut wait: impl FnMut(&mut G, Deadline) -> Result<bool, SyncError>,
) -> Result<bool, SyncError> {
    let deadline = Deadline::new(timeout);
    let mut woken = true;
    while holds(guard)? {
        if !woken {
            return Ok(false);
        }
        // Notified again and again, it would never time out.
        woken = wait(guard, deadline)? && !deadline.has_passed();
    }
    Ok(true)
}

/// Waits until `ready` says so of the value under the lock.
pub(crate) fn wait_until_ready<G>(
    guard: &mut G,
    deadline: Deadline,
    mut ready: impl FnMut(&G) -> Result<bool, SyncError>,
    mut wait: impl FnMut(&mut G) -> Result<bool, SyncError>,
) -> Result<(), SyncError> {
    while !ready(guard)? {
        if deadline.has_passed() {
            return Err(SyncError::ConditionTimeout { waited: deadline.waited(), segment: None });
        }
        wait(guard).map_err(|error| out_of_time(error, deadline))?;
    }
    Ok(())
}

/// How long to wait for the lock in order to look at the value at least once.
pub(crate) fn for_a_look(timeout: Timeout) -> Timeout {
    if timeout == Timeout::Try { Timeout::After(MOMENT) } else { timeout }
}

/// How long to wait for the lock after a sleep: not at all if a signal ended that.
pub(crate) fn to_look_again(slept: Slept, deadline: Deadline) -> Timeout {
    if slept == Slept::Interrupted { Timeout::Try } else { deadline.left() }
}

/// A wait for a condition has one deadline for everything, and one error when that has passed.
pub(crate) fn out_of_time(error: SyncError, deadline: Deadline) -> SyncError {
    match error {
        SyncError::Timeout { .. } | SyncError::WouldBlock { .. } => {
            SyncError::ConditionTimeout { waited: deadline.waited(), segment: None }
        }
        error => error,
    }
}
