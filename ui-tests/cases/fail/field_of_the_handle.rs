// A program: a field of the handle itself.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0 })?;
    println!("{}", stats.requests); //~ requests =! no field `requests` on type `Shared<Stats>`
    Ok(())
}
