// A program: the type stands at the binding, the derive nowhere.
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats: Shared<Stats> = Shared::open_or_create("stats", Stats { requests: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
