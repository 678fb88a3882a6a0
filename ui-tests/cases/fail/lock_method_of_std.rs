// A program: the method is called as std's.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    *total.lock()? += 1; //~ lock =! no method named `lock` found for struct `Shared<u64>` in the current scope
    Ok(())
}
