// A program: a destructor that tells of the end.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}


fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)
}
