// A program: gauges without a lock, and a try.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    if let Ok(mut guard) = gauges.try_get_lock() {
        guard.temperature += 0.5;
    }
    Ok(())
}
