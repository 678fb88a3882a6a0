use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    rows: Vec<Vec<u8>>, //~ Vec<Vec<u8>> => use `ArrayVec<ArrayVec<u8, N>, N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
