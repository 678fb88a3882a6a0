// A program: a generic helper function.
use sync_runtime::{Shared, SyncError};

fn value<T>(shared: &Shared<T>) -> Result<T, SyncError> { //~ Shared<T> => add the bound `sync_runtime::SharedLocked`
    shared.load()
}

fn main() -> Result<(), SyncError> {
    println!("{}", value(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
