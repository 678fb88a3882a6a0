use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    #[shared(timeout_ms = 250)] //~ timeout_ms => move this to above `struct Stats`
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
