// A program: a barrier that is used again.
use sync_runtime::{Barrier, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Barrier::new(2);
    let barrier = Shared::anonymous(value)?;
    barrier.reset()?;
    Ok(())
}
