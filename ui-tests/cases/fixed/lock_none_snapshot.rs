// A program: a snapshot of numbers without a lock.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    latency: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4] })?;
    println!("{}", stats.load()?.requests);
    Ok(())
}
