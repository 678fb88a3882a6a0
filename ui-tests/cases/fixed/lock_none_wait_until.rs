// A program: gauges without a lock, and a condition.
use std::time::Duration;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Gauges {
    temperature: f64,
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { temperature: 20.0 })?;
    let guard = gauges.wait_until(Duration::from_secs(5), |gauges| gauges.temperature > 10.0)?;
    println!("{}", guard.temperature);
    Ok(())
}
