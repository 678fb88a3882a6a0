// A program: a file that many read.
use std::time::Duration;
use sync_runtime::{RwLock, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let lock = RwLock::new();
    let file = Shared::anonymous(lock)?;
    drop(file.read(Duration::from_secs(1))?);
    Ok(())
}
