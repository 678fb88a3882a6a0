// A program: a time-out of 250 in the options.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::options().timeout(std::time::Duration::from_millis(250)).create("stats", 0)?;
    total.with_lock(|total| *total += 1)
}
