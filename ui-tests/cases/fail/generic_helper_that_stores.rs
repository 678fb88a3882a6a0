// A program: a generic helper function that stores.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

fn reset<T: SharedLocked + Default>(shared: &Shared<T>) -> Result<(), SyncError> {
    shared.store(T::default()) //~ store => add the bound `sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive>`
}

fn main() -> Result<(), SyncError> {
    reset(&Shared::<u64>::anonymous(7)?)
}
