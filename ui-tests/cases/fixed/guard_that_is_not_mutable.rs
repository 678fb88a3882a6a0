// A program: a guard without `mut`.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    let mut guard = total.get_lock()?;
    *guard += 1;
    Ok(())
}
