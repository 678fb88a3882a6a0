use sync_runtime::{Shared, SharedLocked};

#[derive(sync_runtime::Pod)]
struct Mutex {
    held: bool,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    owner: Mutex,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
