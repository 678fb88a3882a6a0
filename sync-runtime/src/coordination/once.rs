//! Something that is done once.

use super::holders::is_dead;
use super::{attempt, enter};
use crate::error::SyncError;
use crate::locked::Locked;
use crate::process_id::ProcessId;
use crate::timeout::{IntoTimeout, Timeout};
use sync_derive::SharedLocked;

/// Something that one process does, once, and that others wait for. A process that is killed while
/// it does it has not done it: the next one begins again.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use sync_runtime::{Once, Shared};
///
/// let prepared: Shared<Once> = Shared::anonymous(Once::new())?;
/// let mut times = 0;
/// for _ in 0..3 {
///     prepared.call_once(Duration::from_secs(5), || times += 1)?; // in any process
/// }
/// assert_eq!(times, 1);
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # References
///
/// [`pthread_once(3p)`](https://man7.org/linux/man-pages/man3/pthread_once.3p.html),
/// [`std::sync::Once`]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SharedLocked)]
#[shared(crate = crate)]
pub struct Once {
    is_done: bool,
    /// The process that does it, if one does.
    doer: Option<ProcessId>,
}

impl Once {
    /// Nothing was done yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { is_done: false, doer: None }
    }
}

impl Default for Once {
    fn default() -> Self {
        Self::new()
    }
}

impl Locked<Once> {
    /// Calls `function` unless that was done, by any process, and waits while another process does
    /// it. When it returns `Ok` it was done. `function` runs without the lock.
    ///
    /// # Errors
    ///
    /// [`ConditionTimeout`](SyncError::ConditionTimeout) if another process or thread still does it
    /// after `timeout`; [`NotOwner`](SyncError::NotOwner) in a child that `function` forked; those
    /// of [`get_lock`](Locked::get_lock) and [`ProcessId::current`].
    ///
    /// # Panics
    ///
    /// If `function` does. Then it was not done.
    pub fn call_once(&self, timeout: impl IntoTimeout, function: impl FnOnce()) -> Result<(), SyncError> {
        if self.is_done()? {
            return Ok(());
        }
        let doer = ProcessId::current()?;
        let is_mine = attempt(self, timeout.into(), |once| {
            if once.is_done {
                return Ok(Some(false));
            }
            if once.doer.is_some_and(|doer| !is_dead(doer)) {
                return Ok(None);
            }
            once.doer = Some(doer);
            Ok(Some(true))
        })?;
        if is_mine {
            let mut doing = Doing { once: self, doer, is_done: false };
            function();
            doing.is_done = true;
            doing.end()?;
            core::mem::forget(doing);
        }
        Ok(())
    }

    /// Whether it was done, as of now, without the lock.
    ///
    /// # Errors
    ///
    /// Those of [`load`](Locked::load).
    pub fn is_done(&self) -> Result<bool, SyncError> {
        Ok(self.load()?.is_done)
    }
}

/// Ends the doing, also by a panic.
struct Doing<'a> {
    once: &'a Locked<Once>,
    doer: ProcessId,
    is_done: bool,
}

impl Doing<'_> {
    /// Does nothing in a forked child: its parent does it.
    fn end(&self) -> Result<(), SyncError> {
        if ProcessId::current()? != self.doer {
            return Err(SyncError::NotOwner);
        }
        let mut once = enter(self.once, Timeout::Never)?;
        *once = Once { is_done: self.is_done, doer: None };
        drop(once);
        self.once.notify_all();
        Ok(())
    }
}

impl Drop for Doing<'_> {
    fn drop(&mut self) {
        // If this fails, the next process begins again when this one has ended.
        let _ = self.end();
    }
}
