// A program: one of several numbers is set.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    latency: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4] })?;
    stats.cells().latency().at(3)?.set(0.5);
    Ok(())
}
