// A program: a generic helper function that takes a guard.
use sync_runtime::{Shared, SharedLocked, SyncError};

fn copy<T: sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>>(from: &Shared<T>) -> Result<T, SyncError> {
    let _guard = from.get_lock()?;
    from.load()
}

fn main() -> Result<(), SyncError> {
    println!("{}", copy(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
