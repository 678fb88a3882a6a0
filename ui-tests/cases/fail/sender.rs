use std::sync::mpsc::Sender;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    jobs: Sender<u64>, //~ Sender<u64> => use `ArrayVec<u64, N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
