// A program: a lock around a number, as in std.
use std::time::Duration;
use sync_runtime::{RwLock, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::anonymous(RwLock::new())?;
    drop(total.read(Duration::from_secs(1))?);
    Ok(())
}
