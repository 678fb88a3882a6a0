//! How long to wait for a lock.

use crate::error::SyncError;
use crate::sys::clock::Moment;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use core::time::Duration;

/// How long to wait: for a lock that another thread holds, for a notification, for a commit.
///
/// Waiting is measured on the monotonic clock: setting the wall clock changes nothing.
///
/// A signal does not end a wait, unless the timeout is made [`interruptible`](Self::interruptible).
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
    /// As `After`, or as `Never`. If a signal handler runs in the waiting thread, the wait ends
    /// with [`SyncError::Interrupted`]. Made by [`interruptible`](Self::interruptible).
    Interruptible(Patience),
}

/// How long an [interruptible](Timeout::interruptible) wait lasts at most.
///
/// In nanoseconds, so that a [`Timeout`] stays as small as a [`Duration`]: locking passes one
/// along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience(u64);

impl Patience {
    const ENDLESS: Self = Self(u64::MAX);

    /// More than 584 years are endless.
    #[allow(clippy::cast_possible_truncation, reason = "compared before")]
    const fn new(duration: Duration) -> Self {
        let nanoseconds = duration.as_nanos();
        if nanoseconds < u64::MAX as u128 { Self(nanoseconds as u64) } else { Self::ENDLESS }
    }

    /// How long that is; `None` if it is endless.
    #[must_use]
    pub const fn duration(self) -> Option<Duration> {
        if self.0 == Self::ENDLESS.0 { None } else { Some(Duration::from_nanos(self.0)) }
    }
}

impl Timeout {
    /// One second: what a lock waits where nothing else is said.
    pub const DEFAULT: Self = Self::After(Duration::from_secs(1));

    /// The same time, but a signal ends the wait: if a signal handler runs in the waiting thread,
    /// whether or not it was installed with `SA_RESTART`, the wait ends with
    /// [`SyncError::Interrupted`]. `Try` stays as it is, for it does not wait.
    ///
    /// Nothing is lost by it. What was waited for did not happen, and can be waited for again. A
    /// guard whose `wait` was interrupted holds its lock. A notification that comes together with
    /// the signal counts, and the wait returns that.
    ///
    /// A handler that runs just before the thread goes to sleep is not noticed, as with every
    /// `EINTR`. While it waits for a condition or a commit, a thread goes to sleep ten times a
    /// second. (`futex(2)` takes no signal mask, as `ppoll(2)` does, and says that its time is over
    /// when there is a signal, too. To hold signals back around it would hand those that are for
    /// the process to its other threads.) A program that must notice each signal has its handler
    /// set a flag, waits for a tenth of a second at a time, and looks at the flag in between: no
    /// notification is lost between two such waits.
    ///
    /// A lock that is waited for like this is tried again and again, at first after 50 µs, later
    /// every 5 ms, because the C library does not tell of signals. So it is acquired a little later
    /// than with `After`, and the owner of a priority-inheriting lock does not inherit.
    ///
    /// # Examples
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sync_runtime::{Shared, SyncError, Timeout};
    /// let timeout = Timeout::After(Duration::from_secs(1)).interruptible();
    /// let total = Shared::<u64>::options().timeout(timeout).anonymous(0)?;
    /// total.with_lock(|total| *total += 1)?; // `Interrupted` if a handler runs while it waits
    /// # Ok::<(), SyncError>(())
    /// ```
    ///
    /// # References
    ///
    /// [`signal(7)`](https://man7.org/linux/man-pages/man7/signal.7.html), "Interruption of system
    /// calls and library functions by signal handlers"
    #[must_use]
    pub const fn interruptible(self) -> Self {
        match self {
            Self::Never => Self::Interruptible(Patience::ENDLESS),
            Self::After(duration) => Self::Interruptible(Patience::new(duration)),
            Self::Try | Self::Interruptible(_) => self,
        }
    }
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
/// [`SyncError::InvalidTimeout`] if the number is negative or not a number. One too large for a
/// [`Duration`], infinity included, is [`Timeout::Never`].
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
/// The kernel may hand the wake-up of `notify_one` to a waiter that is being killed. A notifier or
/// a committer may be killed between its change and its system call. No living waiter waits longer
/// than this for a wake-up that was lost so.
pub(crate) const LONGEST_SLEEP: Duration = Duration::from_millis(100);

/// How long a call that is not to wait waits for a lock that is held for moments only.
pub(crate) const MOMENT: Duration = Duration::from_millis(20);

/// How often [`LONGEST_SLEEP`] ended a sleep of this process that a wake-up should have ended: 0 as
/// long as no process is killed. For the tests.
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
    is_interruptible: bool,
}

impl Deadline {
    /// Begins now.
    pub(crate) fn new(timeout: Timeout) -> Self {
        let start = Moment::now();
        let end = match timeout {
            Timeout::Never => None,
            Timeout::Try => Some(start),
            Timeout::After(duration) => start.after(duration),
            Timeout::Interruptible(patience) => patience.duration().and_then(|duration| start.after(duration)),
        };
        Self { start, end, is_interruptible: matches!(timeout, Timeout::Interruptible(_)) }
    }

    /// Whether a signal ends the wait.
    pub(crate) fn is_interruptible(self) -> bool {
        self.is_interruptible
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
        self.timeout(self.end.map(|end| end.since(Moment::now())))
    }

    /// What is left of the timeout, but no more than `turn`.
    pub(crate) fn left_or(self, turn: Duration) -> Timeout {
        self.timeout(Some(self.end.map_or(turn, |end| end.since(Moment::now()).min(turn))))
    }

    /// How long to wait for a lock that is held for moments only: as long as is left, but for a
    /// [`MOMENT`] in any case, and no longer than until `limit`.
    pub(crate) fn left_for_lock(self, limit: Self) -> Timeout {
        let now = Moment::now();
        let left = self.end.map(|end| end.since(now).max(MOMENT));
        let limit = limit.end.map(|end| end.since(now));
        self.timeout(match (left, limit) {
            (Some(left), Some(limit)) => Some(left.min(limit)),
            (left, limit) => left.or(limit),
        })
    }

    /// A timeout that is interruptible if this is.
    fn timeout(self, duration: Option<Duration>) -> Timeout {
        let timeout = duration.map_or(Timeout::Never, Timeout::After);
        if self.is_interruptible { timeout.interruptible() } else { timeout }
    }

    /// How long ago it began.
    pub(crate) fn waited(self) -> Duration {
        Moment::now().since(self.start)
    }
}
