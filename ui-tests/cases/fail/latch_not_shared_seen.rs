// A program: how many workers are not ready.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Latch, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let started = Latch::new(2);
    drop(started.left()?); //~ left => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
