use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats { //~ x => y
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)?;
    println!("{}", stats.load()?.requests);
    Ok(())
}
