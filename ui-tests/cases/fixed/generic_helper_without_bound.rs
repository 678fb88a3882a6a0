// A program: a generic helper function.
use sync_runtime::{Shared, SyncError};

fn value<T: sync_runtime::SharedLocked>(shared: &Shared<T>) -> Result<T, SyncError> {
    shared.load()
}

fn main() -> Result<(), SyncError> {
    println!("{}", value(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
