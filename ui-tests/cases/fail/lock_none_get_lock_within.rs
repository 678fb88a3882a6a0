// A program: gauges without a lock, and a deadline.
// known: rustc shows where the bound is written, in the source of the runtime
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    gauges.get_lock_within(Duration::from_millis(5))?.temperature += 0.5; //~ get_lock_within => use `load` and `store`, or remove `lock = none`
    Ok(())
}
