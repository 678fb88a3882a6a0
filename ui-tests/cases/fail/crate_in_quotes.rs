use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(crate = "sync_runtime")] //~ "sync_runtime" => without quotes: write
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
