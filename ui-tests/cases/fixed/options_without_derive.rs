// A program: with options, so that a group may write.
use sync_runtime::{Shared, SyncError, Timeout};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options().mode(0o660).timeout(Timeout::Never).create("stats", Stats { requests: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)
}
