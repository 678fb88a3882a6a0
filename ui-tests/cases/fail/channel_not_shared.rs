// A program: a queue of numbers.
// known: rustc shows where the bound is written, in the source of the runtime
use std::time::Duration;
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs = Channel::<u64, 16>::new();
    jobs.send(7, Duration::from_secs(1))?; //~ send => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
