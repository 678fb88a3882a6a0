// A program: the error of a transaction is text, that of the function is not.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let total = Shared::<u64>::anonymous(0)?;
    total.transact(|total| total.checked_sub(1).map(|less| *total = less).ok_or("none left"))?; //~ ? =! `?` couldn't convert the error to `SyncError`
    Ok(())
}
