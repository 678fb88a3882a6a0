use facade::chrono::TimeDelta;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = i64, into = TimeDelta::num_milliseconds, from = TimeDelta::try_milliseconds)]
    skew: TimeDelta,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
