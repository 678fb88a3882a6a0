// A program: whether it was prepared.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Once, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let prepared = Once::new();
    drop(prepared.is_done()?); //~ is_done => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
