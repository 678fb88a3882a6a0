// A program: the type is written out, the derive is not.
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open_or_create("stats", Stats { requests: 0 })?;
    let mut guard = stats.get_lock()?;
    guard.requests += 1;
    Ok(())
}
