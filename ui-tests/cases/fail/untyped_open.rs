// A program: which type is opened is said nowhere.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)?; //~ stats =! type annotations needed
    println!("{}", stats.load()?.requests);
    Ok(())
}
