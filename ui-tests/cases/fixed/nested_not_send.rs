use sync_runtime::{Shared, SharedLocked};

#[derive(sync_runtime::Pod)]
struct Endpoint {
    socket: usize,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
