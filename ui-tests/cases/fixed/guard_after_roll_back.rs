// A program: a change that is undone.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    let guard = stats.get_lock()?;
    guard.roll_back();
    stats.get_lock()?.requests += 1;
    Ok(())
}
