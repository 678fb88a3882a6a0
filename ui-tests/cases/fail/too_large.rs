use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    history: [u64; 10_000], //~ [u64; 10_000] => make its arrays shorter
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
