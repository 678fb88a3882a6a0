//! Something that is done once.

use super::holders::is_dead;
use super::inner::Inner;
use crate::error::SyncError;
use crate::locked::Locked;
use crate::process_id::ProcessId;
use crate::shared::Shared;
use crate::timeout::{IntoTimeout, Timeout};
use core::mem::ManuallyDrop;
use sync_derive::SharedLocked;

/// Something that one process does, once, and that others wait for. A process that is killed while
/// it does it has not done it: the next one begins again.
///
/// It is a shared value of its own, not a field: in a field it has no methods. Keep one
/// `Shared<Once>` beside the [`Shared`] of your struct, or put many into a
/// [`Table`](crate::Table).
///
/// # Functions
///
/// They are functions of [`Locked`]. Those that acquire the lock are functions of [`Shared`], too,
/// which waits for the lock as long as the handle says.
///
/// | to | function |
/// |---|---|
/// | do it, or wait until another process has done it | [`call_once`](Locked::call_once) |
/// | see whether it was done | [`is_done`](Locked::is_done) |
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
    /// of [`get_lock`](Locked::get_lock) and [`ProcessId::current`]. If `function` was called and
    /// this is [`Timeout`](SyncError::Timeout), it was done, and a thread writes that down when the
    /// lock is acquired.
    ///
    /// # Panics
    ///
    /// If `function` does. Then it was not done.
    pub fn call_once(&self, timeout: impl IntoTimeout, function: impl FnOnce()) -> Result<(), SyncError> {
        call_once(self.into(), timeout.into(), function)
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

/// The lock of the `Once` itself is waited for as long as [`SharedOptions::timeout`] of this handle
/// says.
///
/// [`SharedOptions::timeout`]: crate::SharedOptions::timeout
impl Shared<Once> {
    /// [`Locked::call_once`] with this handle's timeout for the lock.
    ///
    /// # Errors
    ///
    /// Those of [`Locked::call_once`].
    ///
    /// # Panics
    ///
    /// If `function` does. Then it was not done.
    pub fn call_once(&self, timeout: impl IntoTimeout, function: impl FnOnce()) -> Result<(), SyncError> {
        call_once(self.into(), timeout.into(), function)
    }
}

fn call_once(inner: Inner<'_, Once>, timeout: Timeout, function: impl FnOnce()) -> Result<(), SyncError> {
    if inner.locked().is_done()? {
        return Ok(());
    }
    let doer = ProcessId::current()?;
    let is_mine = inner.attempt(timeout, |once| {
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
        let mut doing = Doing { once: inner, is_done: false };
        function();
        doing.is_done = true;
        ManuallyDrop::new(doing).end()?;
    }
    Ok(())
}

/// Ends the doing, also by a panic.
struct Doing<'a> {
    once: Inner<'a, Once>,
    is_done: bool,
}

impl Doing<'_> {
    /// Does nothing in a forked child: its parent does it.
    fn end(&self) -> Result<(), SyncError> {
        let is_done = self.is_done;
        self.once.now_or_later(move |inner| {
            let mut once = inner.enter()?;
            *once = Once { is_done, doer: None };
            drop(once);
            inner.locked().notify_all();
            Ok(())
        })
    }
}

impl Drop for Doing<'_> {
    fn drop(&mut self) {
        // If this fails, the next process begins again when this one has ended.
        let _ = self.end();
    }
}
