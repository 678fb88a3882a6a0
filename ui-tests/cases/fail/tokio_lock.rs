// A program: the lock of an async runtime around the state.
use facade::Mutex;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: Mutex<u64>, //~ Mutex<u64> => use `u64` itself, and change it in `with_lock`
}

async fn handle(stats: Shared<Stats>) -> Result<(), SyncError> {
    stats.with_lock(|stats| stats.requests.0 += 1)
}

fn main() {
    drop(handle);
}
