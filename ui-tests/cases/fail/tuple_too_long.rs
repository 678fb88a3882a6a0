use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    row: (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8), //~ (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8) => use a struct with `#[derive(sync_runtime::Pod)]`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
