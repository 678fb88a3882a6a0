// A program: half a second, as a number.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    total.with_lock_within(std::time::Duration::from_millis(250), |total| *total += 1)
}
