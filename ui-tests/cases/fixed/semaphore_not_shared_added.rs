// A program: what there is to do is counted.
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Semaphore::new(0);
    let ready = Shared::anonymous(value)?;
    ready.add()?;
    Ok(())
}
