use sync_runtime::{Shared, SharedLocked};

#[derive(sync_runtime::Pod)]
struct String {
    bytes: [u8; 8],
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    name: String,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
