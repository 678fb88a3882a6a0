// A program: a helper function takes the handle.
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

fn record(stats: &Shared<Stats>) -> Result<(), SyncError> {
    stats.with_lock(|stats| stats.requests += 1)
}

fn main() {}
