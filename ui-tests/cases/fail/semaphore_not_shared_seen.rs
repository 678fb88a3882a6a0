// A program: how many permits are free.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let slots = Semaphore::new(2);
    drop(slots.available()?); //~ available => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
