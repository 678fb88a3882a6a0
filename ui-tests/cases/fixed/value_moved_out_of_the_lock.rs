// A program: a copy of all numbers.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    let copy = stats.load()?;
    println!("{}", copy.requests);
    Ok(())
}
