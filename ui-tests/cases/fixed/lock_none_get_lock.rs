// A program: gauges without a lock, and a guard.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    let mut guard = gauges.get_lock()?;
    guard.temperature += 0.5;
    Ok(())
}
