use facade::{DateTime, Utc};
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    since: DateTime<Utc>, //~ DateTime<Utc> => use `std::time::SystemTime`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
