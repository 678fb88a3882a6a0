// A program: gauges without a lock, and a deadline.
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    gauges.get_lock_within(Duration::from_millis(5))?.temperature += 0.5;
    Ok(())
}
