use facade::chrono::{DateTime, FixedOffset};
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    since: DateTime<FixedOffset>, //~ DateTime<FixedOffset> => keep it, with `#[shared(as = i64, into = f, from = g)]` above the field
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
