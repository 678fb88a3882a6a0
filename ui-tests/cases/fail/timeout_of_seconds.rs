// A program: five seconds, as a number.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    *total.get_lock_within(5)? += 1; //~ 5 or get_lock_within => such as `std::time::Duration::from_secs(5)`
    Ok(())
}
