// A program: half a second, as a number.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    total.with_lock_within(0.5, |total| *total += 1) //~ 0.5 or with_lock_within => or `std::time::Duration::from_millis(250)`
}
