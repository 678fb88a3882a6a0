//! How long to wait for a lock.

use crate::error::SyncError;
use crate::sys::clock::Moment;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use core::time::Duration;

/// How long to wait for a lock that another thread holds.
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

/// What says how long to wait: a [`Timeout`] or a [`Duration`].
///
/// It is implemented for everything that turns into a [`Timeout`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say how long to wait",
    label = "write a `Duration`, such as `std::time::Duration::from_secs(5)` or `std::time::Duration::from_millis(250)`"
)]
pub trait IntoTimeout: Into<Timeout> {}

#[diagnostic::do_not_recommend]
impl<T: Into<Timeout>> IntoTimeout for T {}

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

/// The longest sleep, after which a waiter looks whether there is something to wake up for.
///
/// The kernel may hand the wake-up of `notify_one` to a waiter that is being killed. A notifier or a
/// committer may be killed between its change and its system call. No living waiter waits longer than
/// this for a wake-up that was lost so.
pub(crate) const LONGEST_SLEEP: Duration = Duration::from_millis(100);

/// How often [`LONGEST_SLEEP`] ended a sleep of this process that a wake-up should have ended: 0 as long as
/// no process is killed. For the tests.
static OVERSLEPT: AtomicU32 = AtomicU32::new(0);

/// Counts a sleep that only [`LONGEST_SLEEP`] ended.
#[cold]
pub(crate) fn count_overslept() {
    OVERSLEPT.fetch_add(1, Relaxed);
}

/// How many were counted.
pub fn overslept() -> u32 {
    OVERSLEPT.load(Relaxed)
}

/// The moment at which a [`Timeout`] that began some time ago runs out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    start: Moment,
    /// `None` if it never does.
    end: Option<Moment>,
}

impl Deadline {
    /// Begins now.
    pub(crate) fn new(timeout: Timeout) -> Self {
        let start = Moment::now();
        let end = match timeout {
            Timeout::Never => None,
            Timeout::Try => Some(start),
            Timeout::After(duration) => start.after(duration),
        };
        Self { start, end }
    }

    /// Its end, or that of the [longest sleep](LONGEST_SLEEP), whichever comes first.
    pub(crate) fn or_one_turn(self) -> Option<Moment> {
        self.or_after(LONGEST_SLEEP)
    }

    /// It, or the moment in `turn`, whichever comes first.
    pub(crate) fn or_after(self, turn: Duration) -> Option<Moment> {
        let turn = Moment::now().after(turn);
        match (self.end, turn) {
            (Some(end), Some(turn)) => Some(if end < turn { end } else { turn }),
            (end, turn) => end.or(turn),
        }
    }

    pub(crate) fn has_passed(self) -> bool {
        self.end.is_some_and(|end| end <= Moment::now())
    }

    /// What is left of the timeout.
    pub(crate) fn left(self) -> Timeout {
        self.end.map_or(Timeout::Never, |end| Timeout::After(end.since(Moment::now())))
    }

    /// What is left of the timeout, but no more than `turn`.
    pub(crate) fn left_or(self, turn: Duration) -> Timeout {
        Timeout::After(self.end.map_or(turn, |end| end.since(Moment::now()).min(turn)))
    }

    /// How long ago it began.
    pub(crate) fn waited(self) -> Duration {
        Moment::now().since(self.start)
    }
}
