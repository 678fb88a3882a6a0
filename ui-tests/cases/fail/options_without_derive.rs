// A program: with options, so that a group may write.
use sync_runtime::{Shared, SyncError, Timeout};

struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options().mode(0o660).timeout(Timeout::Never).create("stats", Stats { requests: 0 })?; //~ Shared::<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    stats.with_lock(|stats| stats.requests += 1)
}
