use std::sync::atomic::AtomicU64;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: AtomicU64, //~ AtomicU64 => use `u64`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
