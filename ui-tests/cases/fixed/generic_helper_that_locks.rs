// A program: a generic helper function that locks.
use sync_runtime::{Shared, SharedLocked, SyncError};

fn reset<T: sync_runtime::SharedLocked<Lock = sync_runtime::Exclusive> + Default>(shared: &Shared<T>) -> Result<(), SyncError> {
    shared.with_lock(|value| *value = T::default())
}

fn main() -> Result<(), SyncError> {
    reset(&Shared::<u64>::anonymous(7)?)
}
