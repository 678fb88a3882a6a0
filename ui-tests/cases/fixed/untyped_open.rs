// A program: which type is opened is said nowhere.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)?;
    println!("{}", stats.load()?.requests);
    Ok(())
}
