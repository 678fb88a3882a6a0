//! Waiting for a commit by looking for it: a reader cannot ask to be woken, for that is written
//! into the segment.

use crate::error::SyncError;
use crate::pauses::Pauses;
use crate::timeout::Deadline;
use core::time::Duration;

/// The longest pause between two looks.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_millis(2);

/// Looks at the `version` until it is another than `seen`: `false` if `deadline` passed first.
///
/// # Errors
///
/// [`Interrupted`](SyncError::Interrupted); [`Superseded`](SyncError::Superseded) if there will be
/// no other version.
pub(super) fn await_commit(
    seen: u64,
    deadline: Deadline,
    version: impl Fn() -> u64,
    is_superseded: impl Fn() -> bool,
) -> Result<bool, SyncError> {
    let mut pauses = Pauses::new(deadline, LONGEST_PAUSE);
    while version() == seen {
        if is_superseded() && version() == seen {
            return Err(SyncError::Superseded);
        }
        if deadline.has_passed() {
            return Ok(false);
        }
        if !pauses.pause() {
            return Err(SyncError::Interrupted);
        }
    }
    Ok(true)
}
