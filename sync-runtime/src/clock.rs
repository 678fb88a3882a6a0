//! The clock that all processes share.

use crate::sys::clock::Moment;
use core::time::Duration;

/// What the monotonic clock shows: a moment that can be stored, as an `Instant` cannot.
///
/// All processes of a machine read the same clock, and setting the wall clock does not move it. So
/// the difference of two moments is how long it was from one to the other, whichever processes
/// noted them. The clock begins near the start of the machine, and stands still while the machine
/// sleeps.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use sync_runtime::{Shared, monotonic};
///
/// let last_seen = Shared::<Duration>::anonymous(monotonic())?;
/// let silence = monotonic().saturating_sub(last_seen.load()?);
/// assert!(silence < Duration::from_secs(60));
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// `CLOCK_MONOTONIC` in
/// [`clock_gettime(2)`](https://man7.org/linux/man-pages/man2/clock_gettime.2.html).
#[must_use]
pub fn monotonic() -> Duration {
    Moment::now().as_duration()
}
