use std::sync::Mutex;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    lock: Mutex<()>, //~ Mutex<()> => remove the field; `with_lock` locks the whole struct
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
