use std::collections::HashMap;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    hits: HashMap<u32, u64>, //~ HashMap<u32, u64> => use `ArrayVec<(u32, u64), N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
