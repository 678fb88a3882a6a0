// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::anonymous_with(|_| Ok(()))?; //~ Shared::<Stats>::anonymous_with(|_| Ok(())) => and `#[shared(in_place)]` to it; or use `create`, `open_or_create`, `replace` or `anonymous`
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
