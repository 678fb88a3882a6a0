// A program: an upgrade of a number.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options()
        .upgrade_from::<u64>(|requests: u64| Stats { requests, errors: 0 })
        .open("stats")?;
    println!("{}", stats.recoveries());
    Ok(())
}
