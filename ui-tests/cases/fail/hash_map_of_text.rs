use std::collections::HashMap;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    hits: HashMap<String, u64>, //~ HashMap<String, u64> => use `ArrayVec<(ArrayString<N>, u64), N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
