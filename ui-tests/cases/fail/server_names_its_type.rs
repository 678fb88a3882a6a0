// A program: the type is written out, the derive is not.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::open_or_create("stats", Stats { requests: 0 })?; //~ Shared::<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    let mut guard = stats.get_lock()?;
    guard.requests += 1;
    Ok(())
}
