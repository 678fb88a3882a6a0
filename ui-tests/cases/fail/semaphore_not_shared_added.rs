// A program: what there is to do is counted.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let ready = Semaphore::new(0);
    ready.add()?; //~ add => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
