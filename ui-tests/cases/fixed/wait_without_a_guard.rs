// A program: a consumer waits.
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    println!("{}", stats.get_lock()?.wait(Duration::from_millis(1))?);
    Ok(())
}
