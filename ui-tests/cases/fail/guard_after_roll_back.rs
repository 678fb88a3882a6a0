// A program: a change that is undone.
// known: the compiler shows the function that is called, with its place
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    let mut guard = stats.get_lock()?;
    guard.roll_back();
    guard.requests += 1; //~ guard =! borrow of moved value: `guard`
    Ok(())
}
