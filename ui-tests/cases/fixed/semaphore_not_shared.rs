// A program: at most two workers at a time.
use std::time::Duration;
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let two = Semaphore::new(2);
    let slots = Shared::anonymous(two)?;
    let permit = slots.permit(Duration::from_secs(1))?;
    drop(permit);
    Ok(())
}
