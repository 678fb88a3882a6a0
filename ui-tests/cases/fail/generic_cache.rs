// A program: a generic struct around a handle.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SyncError};

struct Cache<T> {
    shared: Shared<T>, //~ Shared<T> => add the bound `sync_runtime::SharedLocked`
}

fn main() -> Result<(), SyncError> {
    let cache = Cache { shared: Shared::<u64>::anonymous(7)? };
    println!("{}", cache.shared.load()?);
    Ok(())
}
