// A program: a barrier that a party leaves.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Barrier, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let barrier = Barrier::new(2);
    barrier.abort()?; //~ abort => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
