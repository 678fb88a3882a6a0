use std::cell::RefCell;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: RefCell<u32>, //~ RefCell<u32> => use `u32` itself, and change it in `with_lock`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
