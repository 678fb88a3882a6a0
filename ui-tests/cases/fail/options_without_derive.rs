// A program: with options, so that a group may write.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{Shared, SyncError, Timeout};

struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options().mode(0o660).timeout(Timeout::Never).create("stats", Stats { requests: 0 })?; //~ Shared::<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    stats.with_lock(|stats| stats.requests += 1)
}
