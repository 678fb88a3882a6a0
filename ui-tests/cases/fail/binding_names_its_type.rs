// A program: the type stands at the binding, the derive nowhere.
// known: the type is written at the binding, and found again in the function and in the value (E0277 at each); and neither the handle nor its methods exist for the compiler (E0599)
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats: Shared<Stats> = Shared::open_or_create("stats", Stats { requests: 0 })?; //~ Shared<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
