// A program: the wrong one of the two derives.
use sync_runtime::{Pod, Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::create("stats", Stats { requests: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)
}
