//! A flag to wait for.

use super::{attempt, enter};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::timeout::{IntoTimeout, Timeout};
use sync_derive::SharedLocked;

/// A flag that processes set, clear and wait for.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Event, Shared};
///
/// let ready: Shared<Event> = Shared::anonymous(Event::new())?;
/// assert!(!ready.wait(Duration::from_millis(1))?);
/// ready.set()?; // in any process; wakes all that wait
/// assert!(ready.wait(Duration::from_secs(5))?);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`multiprocessing.Event`](https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Event)
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, SharedLocked)]
#[shared(crate = crate)]
pub struct Event {
    is_set: bool,
}

impl Event {
    /// An event that is not set.
    #[must_use]
    pub const fn new() -> Self {
        Self { is_set: false }
    }
}

impl Locked<Event> {
    /// Sets the flag and wakes all waiters.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn set(&self) -> Result<(), SyncError> {
        enter(self, Timeout::Never)?.is_set = true;
        self.notify_all();
        Ok(())
    }

    /// Clears the flag.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn clear(&self) -> Result<(), SyncError> {
        enter(self, Timeout::Never)?.is_set = false;
        Ok(())
    }

    /// Whether the flag is set, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn is_set(&self) -> Result<bool, SyncError> {
        Ok(self.load()?.is_set)
    }

    /// Waits until the flag is set; `false` if it still is not after `timeout`.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        if self.is_set()? {
            return Ok(true);
        }
        match attempt(self, timeout.into(), |event| Ok(event.is_set.then_some(()))) {
            Ok(()) => Ok(true),
            Err(SyncError::ConditionTimeout { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
