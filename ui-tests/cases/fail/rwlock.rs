use std::sync::RwLock;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    names: RwLock<Vec<String>>, //~ RwLock<Vec<String>> => use `ArrayVec<ArrayString<N>, N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
