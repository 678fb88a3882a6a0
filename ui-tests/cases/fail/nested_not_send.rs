use sync_runtime::{Shared, SharedLocked};

struct Endpoint {
    socket: *mut u8,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Endpoint, //~ Endpoint => add `#[derive(sync_runtime::Pod)]`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
