// A program: a barrier that a party leaves.
use sync_runtime::{Barrier, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Barrier::new(2);
    let barrier = Shared::anonymous(value)?;
    barrier.abort()?;
    Ok(())
}
