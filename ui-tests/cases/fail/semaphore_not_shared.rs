// A program: at most two workers at a time.
// known: rustc shows where the bound is written, in the source of the runtime
use std::time::Duration;
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let slots = Semaphore::new(2);
    let permit = slots.permit(Duration::from_secs(1))?; //~ permit => put it into a segment of its own first, with `Shared::anonymous(…)`
    drop(permit);
    Ok(())
}
