// A program: a generic helper function that takes a guard.
use sync_runtime::{Shared, SharedLocked, SyncError};

fn copy<T: SharedLocked + Clone>(from: &Shared<T>) -> Result<T, SyncError> {
    let guard = from.get_lock()?; //~ get_lock => add the bound `sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>`
    Ok(T::clone(&guard))
}

fn main() -> Result<(), SyncError> {
    println!("{}", copy(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
