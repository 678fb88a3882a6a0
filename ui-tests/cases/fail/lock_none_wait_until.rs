// A program: gauges without a lock, and a condition.
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
    let guard = gauges.wait_until(Duration::from_secs(5), |gauges| gauges.temperature > 10.0)?; //~ wait_until => use `load` and `store`, or remove `lock = none`
    println!("{}", guard.temperature);
    Ok(())
}
