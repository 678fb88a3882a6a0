// A program: a generic helper function that takes a guard.
use sync_runtime::{Shared, SharedLocked, SyncError};

fn copy<T: sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive> + Clone>(from: &Shared<T>) -> Result<T, SyncError> {
    let guard = from.get_lock()?;
    Ok(T::clone(&guard))
}

fn main() -> Result<(), SyncError> {
    println!("{}", copy(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
