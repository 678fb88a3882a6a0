// A program: what is loaded may be an error.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0 })?;
    println!("{}", stats.load().requests); //~ requests =! no field `requests` on type `Result<Stats, SyncError>`
    Ok(())
}
