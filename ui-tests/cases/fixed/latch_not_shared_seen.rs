// A program: how many workers are not ready.
use sync_runtime::{Latch, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Latch::new(2);
    let started = Shared::anonymous(value)?;
    drop(started.left()?);
    Ok(())
}
