// A program: whether it was prepared.
use sync_runtime::{Once, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Once::new();
    let prepared = Shared::anonymous(value)?;
    drop(prepared.is_done()?);
    Ok(())
}
