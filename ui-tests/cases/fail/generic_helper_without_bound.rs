// A program: a generic helper function.
// known: each use of a handle whose type is wrong is an error of its own to the compiler (E0599)
use sync_runtime::{Shared, SyncError};

fn value<T>(shared: &Shared<T>) -> Result<T, SyncError> { //~ Shared<T> => add the bound `sync_runtime::SharedLocked`
    shared.load()
}

fn main() -> Result<(), SyncError> {
    println!("{}", value(&Shared::<u64>::anonymous(7)?)?);
    Ok(())
}
