// A program: a thread that counts.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    let counter = std::thread::spawn(move || stats.with_lock(|stats| stats.requests += 1));
    counter.join().map_err(|_| SyncError::NotOwner)??;
    Ok(())
}
