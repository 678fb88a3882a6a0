// A program: a time-out of 250 in the options.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::options().timeout(250_u64).create("stats", 0)?; //~ 250_u64 or timeout => or `std::time::Duration::from_millis(250)`
    total.with_lock(|total| *total += 1)
}
