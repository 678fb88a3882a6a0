use std::collections::HashMap;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    commands: HashMap<u8, fn(u64) -> u64>, //~ HashMap<u8, fn(u64) -> u64> => use `ArrayVec<(u8, Kind), N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
