//! How long to wait for a lock.

use crate::error::SyncError;
use core::time::Duration;

/// How long to wait for a lock that somebody else holds.
///
/// Waiting is measured on the monotonic clock: setting the wall clock changes nothing.
///
/// ```
/// # use std::time::Duration;
/// # use sync_runtime::Timeout;
/// assert_eq!(Timeout::default(), Timeout::After(Duration::from_secs(1)));
/// assert_eq!(Timeout::try_from(0.25)?, Timeout::After(Duration::from_millis(250)));
/// assert!(Timeout::try_from(-1.0).is_err());
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeout {
    /// Wait until the lock is free.
    Never,
    /// Do not wait: a lock that is held is [`SyncError::WouldBlock`].
    Try,
    /// Give up after so long, with [`SyncError::Timeout`].
    After(Duration),
}

impl Timeout {
    /// One second: what a lock waits where nothing else is said.
    pub const DEFAULT: Self = Self::After(Duration::from_secs(1));
}

impl Default for Timeout {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl From<Duration> for Timeout {
    fn from(duration: Duration) -> Self {
        Self::After(duration)
    }
}

/// Seconds, as Python's `acquire(timeout=…)` takes them.
///
/// # Errors
///
/// [`SyncError::InvalidTimeout`] if the number is negative or not a number. One too large for a [`Duration`],
/// infinity included, is [`Timeout::Never`].
impl TryFrom<f64> for Timeout {
    type Error = SyncError;

    fn try_from(seconds: f64) -> Result<Self, SyncError> {
        if seconds.is_nan() || seconds < 0.0 {
            return Err(SyncError::InvalidTimeout { seconds });
        }
        Ok(Duration::try_from_secs_f64(seconds).map_or(Self::Never, Self::After))
    }
}
