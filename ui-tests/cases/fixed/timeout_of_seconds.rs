// A program: five seconds, as a number.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    *total.get_lock_within(std::time::Duration::from_secs(5))? += 1;
    Ok(())
}
