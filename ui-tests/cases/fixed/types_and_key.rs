use sync_runtime::{Shared, SharedLocked};
use arrayvec::{ArrayString, ArrayVec};

#[derive(SharedLocked)]
#[shared(lock = mutex)]
struct Stats {
    requests: u64,
    name: ArrayString<64>,
    samples: ArrayVec<f64, 64>,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
