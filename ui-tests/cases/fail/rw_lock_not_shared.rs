// A program: a file that many read.
// known: rustc shows where the bound is written, in the source of the runtime
use std::time::Duration;
use sync_runtime::{RwLock, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let file = RwLock::new();
    drop(file.read(Duration::from_secs(1))?); //~ read => put it into a segment of its own first, with `Shared::anonymous(…)`
    Ok(())
}
