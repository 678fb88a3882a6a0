// A program: a generic struct around a handle.
use sync_runtime::{Shared, SyncError};

struct Cache<T: sync_runtime::SharedLocked> {
    shared: Shared<T>,
}

fn main() -> Result<(), SyncError> {
    let cache = Cache { shared: Shared::<u64>::anonymous(7)? };
    println!("{}", cache.shared.load()?);
    Ok(())
}
