use sync_runtime::{Shared, SyncError};

struct Stats { //~ Stats { requests: 0, errors: 0 } => add `#[derive(sync_runtime::SharedLocked)]`
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open_or_create("stats", Stats { requests: 0, errors: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)?;
    println!("{} {}", stats.load()?.requests, stats.load()?.errors);
    Ok(())
}
