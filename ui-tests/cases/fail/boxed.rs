use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    next: Box<u64>, //~ Box<u64> => use `u64` itself
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
