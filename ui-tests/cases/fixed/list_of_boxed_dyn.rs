use arrayvec::ArrayVec;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    handlers: ArrayVec<Kind, 8>,
}

#[derive(sync_runtime::Pod)]
enum Kind {
    Log,
    Count,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
