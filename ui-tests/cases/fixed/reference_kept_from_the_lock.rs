// A program: a reference is kept beyond the lock.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let list = Shared::<[u64; 4]>::anonymous([1, 2, 3, 4])?;
    let mut first = 0;
    list.with_lock(|list| first = list[0])?;
    println!("{first}");
    Ok(())
}
