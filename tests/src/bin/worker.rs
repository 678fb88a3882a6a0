//! The worker of the design's first program: the total that it was handed is one more when it ends.

use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::inherit("TOTAL")?;
    let now = total.with_lock(|total| {
        *total += 1;
        *total
    })?;
    println!("the total is {now}");
    Ok(())
}
