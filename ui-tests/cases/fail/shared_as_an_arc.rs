// A program: a handle is made as an `Arc` is.
// known: the compiler lists the functions that return a handle, `create`, `open_or_create`, `anonymous` first, with their places
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::new(Stats { requests: 0, errors: 0 })?; //~ new =! named `new` found for struct `Shared<_>`
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
