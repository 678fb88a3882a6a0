use sync_runtime::{Shared, SharedLocked};

#[derive(sync_runtime::Pod)]
struct Row(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    row: Row,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
