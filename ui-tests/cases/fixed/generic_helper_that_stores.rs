// A program: a generic helper function that stores.
use sync_runtime::{Shared, SharedLocked, SyncError};

fn reset<T: sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive> + Default>(shared: &Shared<T>) -> Result<(), SyncError> {
    shared.store(T::default())
}

fn main() -> Result<(), SyncError> {
    reset(&Shared::<u64>::anonymous(7)?)
}
