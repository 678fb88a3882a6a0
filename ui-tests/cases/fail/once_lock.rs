use std::sync::OnceLock;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    first: OnceLock<u64>, //~ OnceLock<u64> => use `Option<u64>`, and set it in `with_lock`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
