use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(timeout_msec = 250)] //~ timeout_msec => did you mean `timeout_ms`?
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
