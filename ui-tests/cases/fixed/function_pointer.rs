use sync_runtime::{Shared, SharedLocked};

#[derive(sync_runtime::Pod)]
#[repr(u8)]
enum Handler {
    Count,
    Drop,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    handler: Handler,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
