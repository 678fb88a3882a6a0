// A program: gauges without a lock, changed under one.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    gauges.with_lock(|gauges| gauges.temperature += 0.5)
}
