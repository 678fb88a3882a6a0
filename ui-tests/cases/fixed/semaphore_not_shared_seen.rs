// A program: how many permits are free.
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Semaphore::new(2);
    let slots = Shared::anonymous(value)?;
    drop(slots.available()?);
    Ok(())
}
