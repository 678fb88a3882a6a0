// A program: a web server counts its requests.
use sync_runtime::{Shared, SyncError};

#[derive(Debug, Clone, Default)]
#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open_or_create("stats", Stats::default())?;
    stats.with_lock(|stats| stats.requests += 1)?;
    println!("{} {}", stats.load()?.requests, stats.load()?.errors);
    Ok(())
}
