use std::sync::Mutex;
use std::time::Instant;
use sync_runtime::{Shared, SharedLocked};

struct Endpoint {
    socket: *mut u8,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Endpoint,               //~ Endpoint => add `#[derive(sync_runtime::Pod)]`
    started: (u8, Instant),       //~ Instant => use `Duration`
    errors: [Mutex<[u32; 4]>; 2], //~ Mutex<[u32; 4]> => use `[u32; 4]` itself
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
