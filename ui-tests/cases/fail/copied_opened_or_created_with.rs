// A program: statistics are made by a closure.
// known: what is done with the value is looked at by itself, and a struct that is copied is not handed over as a view (E0599); and rustc shows where the bound is written
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options()
        .mode(0o640)
        .open_or_create_with("stats", |_| Ok(()))?; //~ open_or_create_with => and `#[shared(in_place)]` to it; or use `create`, `open_or_create`, `replace` or `anonymous`
    stats.with_lock(|stats| stats.requests().add(1))?;
    Ok(())
}
