use sync_runtime::{Shared, SharedLocked};
use arrayvec::ArrayString;

type Name = ArrayString<64>;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    name: Name,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
