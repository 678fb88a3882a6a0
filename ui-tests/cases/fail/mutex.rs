use std::sync::Mutex;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: Mutex<u32>, //~ Mutex<u32> => use `u32` itself, and change it in `with_lock`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
