// A program: a generic helper function that takes a guard.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

fn copy<T: SharedLocked>(from: &Shared<T>) -> Result<T, SyncError> {
    let _guard = from.get_lock()?; //~ get_lock => add the bound `sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>`
    from.load()
}

fn main() -> Result<(), SyncError> {
    println!("{}", copy(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
