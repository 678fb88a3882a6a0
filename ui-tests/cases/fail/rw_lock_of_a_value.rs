// A program: a lock around a number, as in std.
// known: the compiler shows the function that is called, with its place
use std::time::Duration;
use sync_runtime::{RwLock, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::anonymous(RwLock::new(7_u64))?; //~ RwLock::new =! this function takes 0 arguments but 1 argument was supplied
    drop(total.read(Duration::from_secs(1))?);
    Ok(())
}
