// A program: the lock of an async runtime around the state.
use facade::Mutex;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

async fn handle(stats: Shared<Stats>) -> Result<(), SyncError> {
    stats.with_lock(|stats| stats.requests += 1)
}

fn main() {
    drop(handle);
}
