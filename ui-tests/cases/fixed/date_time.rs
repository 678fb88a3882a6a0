use facade::chrono::{DateTime, Utc};
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = i64, into = DateTime::timestamp_micros, from = DateTime::from_timestamp_micros)]
    since: DateTime<Utc>,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
