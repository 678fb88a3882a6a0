// A program: a web server counts its requests.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SyncError};

#[derive(Debug, Clone, Default)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open_or_create("stats", Stats::default())?; //~ Stats::default() => add `#[derive(sync_runtime::SharedLocked)]`
    stats.with_lock(|stats| stats.requests += 1)?;
    println!("{} {}", stats.load()?.requests, stats.load()?.errors);
    Ok(())
}
