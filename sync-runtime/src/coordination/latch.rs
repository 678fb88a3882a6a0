//! A number that counts down to zero.

use super::inner::Inner;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::shared::Shared;
use crate::timeout::{Deadline, IntoTimeout};
use sync_derive::SharedLocked;

/// A number that processes count down, and wait for to be zero. It does not count up again.
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<Latch>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | count down by one | [`count_down`](Locked::count_down) |
/// | wait until it is zero | [`wait`](Locked#impl-Locked%3CLatch%3E) |
/// | see how many are left | [`left`](Locked::left) |
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Latch, Shared};
///
/// let started: Shared<Latch> = Shared::anonymous(Latch::new(2))?;
/// started.count_down()?; // each worker, when it is ready
/// started.count_down()?;
/// assert!(started.wait(Duration::from_secs(5))?);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`std::latch`](https://en.cppreference.com/w/cpp/thread/latch) of C++20. POSIX and Python have
/// none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, SharedLocked)]
#[shared(crate = crate)]
pub struct Latch {
    left: u32,
}

impl Latch {
    /// A latch that opens after `count` calls of [`count_down`](Locked::count_down).
    #[must_use]
    pub const fn new(count: u32) -> Self {
        Self { left: count }
    }
}

impl Locked<Latch> {
    /// Counts down by one, and wakes all waiters if that makes zero. Zero stays zero.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn count_down(&self) -> Result<(), SyncError> {
        count_down(self.into())
    }

    /// How many are left, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn left(&self) -> Result<u32, SyncError> {
        Ok(self.load()?.left)
    }

    /// Waits until the number is zero; `false` if it is not after `timeout`. It needs no lock.
    ///
    /// # Errors
    ///
    /// Those of [`load_newer`](Locked::load_newer).
    pub fn wait(&self, timeout: impl IntoTimeout) -> Result<bool, SyncError> {
        let deadline = Deadline::new(timeout.into());
        let mut latch = self.snapshot()?;
        while latch.value.left != 0 {
            let Some(newer) = self.load_newer(latch.version, deadline.left())? else { return Ok(false) };
            latch = newer;
        }
        Ok(true)
    }
}

/// The latch's own lock is waited for as long as [`SharedOptions::timeout`] of this handle says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl Shared<Latch> {
    /// [`Locked::count_down`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`get_lock`](Locked::get_lock).
    pub fn count_down(&self) -> Result<(), SyncError> {
        count_down(self.into())
    }
}

fn count_down(inner: Inner<'_, Latch>) -> Result<(), SyncError> {
    let mut latch = inner.enter()?;
    if latch.left == 0 {
        return Ok(());
    }
    latch.left -= 1;
    let is_open = latch.left == 0;
    drop(latch);
    if is_open {
        // Those that wait by a guard.
        inner.locked().notify_all();
    }
    Ok(())
}
