//! The monotonic clock, and moments on it.

use core::cmp::Ordering;
use core::time::Duration;
use libc::{c_long, timespec};
use std::thread;

/// In a second.
const NANOSECONDS: c_long = 1_000_000_000;

/// A moment on the monotonic clock, which setting the wall clock does not move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment(timespec);

impl Moment {
    /// Now. See `clock_gettime(2)`.
    pub(crate) fn now() -> Self {
        Self(read(libc::CLOCK_MONOTONIC))
    }

    /// The clock's beginning.
    pub(super) const ZERO: Self = Self(timespec { tv_sec: 0, tv_nsec: 0 });

    /// So long after; `None` if that is beyond what the clock can say.
    pub(crate) fn after(self, duration: Duration) -> Option<Self> {
        let nanoseconds = self.0.tv_nsec + c_long::from(duration.subsec_nanos().cast_signed());
        let carry = nanoseconds >= NANOSECONDS;
        let tv_sec = self.0.tv_sec.checked_add(duration.as_secs().try_into().ok()?)?.checked_add(carry.into())?;
        Some(Self(timespec { tv_sec, tv_nsec: if carry { nanoseconds - NANOSECONDS } else { nanoseconds } }))
    }

    /// How long from `earlier` to here; zero if it is not earlier.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.as_duration().saturating_sub(earlier.as_duration())
    }

    /// Sleeps until it has come.
    pub(crate) fn sleep_until(self) {
        thread::sleep(self.since(Self::now()));
    }

    pub(super) fn as_timespec(&self) -> &timespec {
        &self.0
    }

    /// Since the clock's beginning.
    pub(crate) fn as_duration(self) -> Duration {
        Duration::new(self.0.tv_sec.try_into().unwrap_or(0), self.0.tv_nsec.try_into().unwrap_or(0))
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        (self.0.tv_sec, self.0.tv_nsec).partial_cmp(&(other.0.tv_sec, other.0.tv_nsec))
    }
}

/// A clock's time. The call cannot fail for a clock that every Linux has.
fn read(clock: libc::clockid_t) -> timespec {
    let mut now = timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is a timespec to be written.
    unsafe { libc::clock_gettime(clock, &raw mut now) };
    now
}

/// The wall clock so long from now, for C libraries that can wait by no other. Now, if that is
/// beyond what the clock can say.
pub(super) fn wall_clock_in(duration: Duration) -> timespec {
    let now = Moment(read(libc::CLOCK_REALTIME));
    now.after(duration).unwrap_or(now).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(seconds: i32, nanoseconds: c_long) -> Moment {
        Moment(timespec { tv_sec: seconds.into(), tv_nsec: nanoseconds })
    }

    #[test]
    fn nanoseconds_are_carried() {
        let later = moment(1, 600_000_000).after(Duration::from_millis(500)).unwrap();
        assert_eq!((later.0.tv_sec, later.0.tv_nsec), (2, 100_000_000));
        let later = moment(1, 500_000_000).after(Duration::from_millis(500)).unwrap();
        assert_eq!((later.0.tv_sec, later.0.tv_nsec), (2, 0));
        let later = moment(1, 499_999_999).after(Duration::from_millis(500)).unwrap();
        assert_eq!((later.0.tv_sec, later.0.tv_nsec), (1, 999_999_999));
    }

    #[test]
    fn a_moment_beyond_the_clock_is_none() {
        assert!(moment(1, 0).after(Duration::MAX).is_none());
        // The last second of the clock, whatever it counts in.
        let mut last = moment(0, 999_999_999);
        while let Some(later) = last.0.tv_sec.checked_mul(2).map(|doubled| doubled | 1) {
            last.0.tv_sec = later;
        }
        assert!(last.after(Duration::from_nanos(1)).is_none());
    }

    #[test]
    fn time_between_moments() {
        assert_eq!(moment(3, 0).since(moment(1, 999_999_999)), Duration::new(1, 1));
        assert_eq!(moment(1, 0).since(moment(3, 0)), Duration::ZERO);
    }
}
