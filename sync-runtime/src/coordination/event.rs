//! A flag to wait for.

use super::inner::Inner;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::shared::Shared;
use crate::timeout::{Deadline, IntoTimeout};
use sync_derive::SharedLocked;

/// A flag that processes set, clear and wait for.
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<Event>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | set the flag, and wake all that wait | [`set`](Locked::set) |
/// | clear the flag | [`clear`](Locked::clear) |
/// | wait until it is set | [`wait`](Locked#impl-Locked%3CEvent%3E) |
/// | see whether it is set | [`is_set`](Locked::is_set) |
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
        make(self.into(), true)
    }

    /// Clears the flag.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn clear(&self) -> Result<(), SyncError> {
        make(self.into(), false)
    }

    /// Whether the flag is set, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn is_set(&self) -> Result<bool, SyncError> {
        Ok(self.load()?.is_set)
    }

    /// Waits until the flag is set; `false` if it still is not after `timeout`. It needs no lock.
    ///
    /// # Errors
    ///
    /// Those of [`load_newer`](Locked::load_newer).
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        let deadline = Deadline::new(timeout.into());
        let mut event = self.snapshot()?;
        while !event.value.is_set {
            let Some(newer) = self.load_newer(event.version, deadline.left())? else { return Ok(false) };
            event = newer;
        }
        Ok(true)
    }
}

/// The event's own lock is waited for as long as [`SharedOptions::timeout`] of this handle says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl Shared<Event> {
    /// [`Locked::set`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn set(&self) -> Result<(), SyncError> {
        make(self.into(), true)
    }

    /// [`Locked::clear`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn clear(&self) -> Result<(), SyncError> {
        make(self.into(), false)
    }
}

fn make(event: Inner<'_, Event>, is_set: bool) -> Result<(), SyncError> {
    event.enter()?.is_set = is_set;
    // Those that wait by a guard.
    event.locked().notify_all();
    Ok(())
}
