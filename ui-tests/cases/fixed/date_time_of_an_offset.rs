use facade::chrono::{DateTime, FixedOffset};
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = i64, into = f, from = g)]
    since: DateTime<FixedOffset>,
}

fn f(value: &DateTime<FixedOffset>) -> i64 {
    value.timestamp_micros()
}

fn g(stored: i64) -> Option<DateTime<FixedOffset>> {
    Some(DateTime::from_timestamp_micros(stored)?.fixed_offset())
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
