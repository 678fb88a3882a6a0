// A program: gauges without a lock, and a try.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    if let Ok(mut guard) = gauges.try_get_lock() { //~ try_get_lock => use `load` and `store`, or remove `lock = none`
        guard.temperature += 0.5;
    }
    Ok(())
}
