// A program: a queue that has ended.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs = Channel::<u64, 16>::new();
    jobs.close()?; //~ close => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
