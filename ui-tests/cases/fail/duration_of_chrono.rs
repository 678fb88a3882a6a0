use facade::chrono;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    skew: chrono::Duration, //~ chrono::Duration => keep it, with `#[shared(as = i64, into = chrono::Duration::num_milliseconds, from = chrono::Duration::try_milliseconds)]` above the field
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
