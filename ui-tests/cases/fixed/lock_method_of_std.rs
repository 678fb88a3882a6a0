// A program: the method is called as std's.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    *total.get_lock()? += 1;
    Ok(())
}
