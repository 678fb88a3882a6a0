use facade::chrono::{DateTime, Utc};
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    since: DateTime<Utc>, //~ DateTime<Utc> => keep it, with `#[shared(as = i64, into = DateTime::timestamp_micros, from = DateTime::from_timestamp_micros)]` above the field
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
