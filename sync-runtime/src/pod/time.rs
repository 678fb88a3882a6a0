//! `SystemTime`: seconds and nanoseconds since 1970, as `timespec` has them.

use super::damage::Possible;
use super::{Corrupt, Pod};
use crate::atomic::{AtomicU64, Ordering::Relaxed};
use crate::schema::Schema;
use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

/// Nanoseconds in a second: what the part below a second stays below.
pub(super) const SECOND: u32 = 1_000_000_000;

// SAFETY: the schema states the layout: signed seconds since 1970, rounded down, and the
// nanoseconds above them, each in a word of its own.
#[diagnostic::do_not_recommend]
unsafe impl Pod for SystemTime {
    type Layout = [AtomicU64; 2];
    type Damage = Possible;

    const SCHEMA: &'static Schema = &Schema::scalar::<Self::Layout>("SystemTime");

    #[inline]
    fn write_cells(&self, [seconds, nanoseconds]: &Self::Layout) {
        let (since, above) = match self.duration_since(UNIX_EPOCH) {
            Ok(after) => (after.as_secs(), after.subsec_nanos()),
            Err(error) => match (error.duration().as_secs(), error.duration().subsec_nanos()) {
                (before, 0) => (before.wrapping_neg(), 0),
                // Two's complement: `!n` is `-n - 1`.
                (before, below) => (!before, SECOND - below),
            },
        };
        seconds.store(since, Relaxed);
        nanoseconds.store(above.into(), Relaxed);
    }

    #[inline]
    fn read_cells([seconds, nanoseconds]: &Self::Layout) -> Result<Self, Corrupt> {
        let (seconds, above) = (seconds.load(Relaxed).cast_signed(), nanoseconds.load(Relaxed));
        let above = match u32::try_from(above) {
            Ok(below_a_second) if below_a_second < SECOND => below_a_second,
            _ => return Err(Corrupt::new(above, "fewer than 1000000000 nanoseconds")),
        };
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
        time.and_then(|time| time.checked_add(Duration::new(0, above)))
            .ok_or_else(|| Corrupt::new(seconds.cast_unsigned(), "a time that this machine can tell"))
    }
}
