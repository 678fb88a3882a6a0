use sync_runtime::{Shared, SharedLocked};
use arrayvec::ArrayString;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    first: ArrayString<64>,
    second: ArrayString<64>,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
