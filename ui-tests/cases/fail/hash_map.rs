use std::collections::HashMap;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    hits: HashMap<u32, u64>, //~ HashMap<u32, u64> => use an array of its entries, `[(u32, u64); N]`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
