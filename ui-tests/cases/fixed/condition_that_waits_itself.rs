// A program: a consumer waits, as in std.
use std::time::Duration;
use sync_runtime::{Condition, Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    let changed = Shared::anonymous(Condition::new())?;
    let mut guard = stats.get_lock()?;
    println!("{}", guard.wait_on(&changed, Duration::from_millis(1))?);
    Ok(())
}
