use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    handler: fn(u32) -> u32, //~ fn(u32) -> u32 => use an enum with `#[derive(sync_runtime::Pod)]` that says which function is meant
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
