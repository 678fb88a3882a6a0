// A program: statistics are made by a closure.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options()
        .mode(0o640)
        .open_or_create_with("stats", |_| Ok(()))?;
    stats.with_lock(|stats| stats.requests().add(1))?;
    Ok(())
}
