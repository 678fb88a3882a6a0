// A program: gauges without a lock.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Gauges {
    load: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let gauges = Shared::anonymous(Gauges { load: [0.0; 4] })?;
    let index = 3;
    gauges.cells().load()[index].set(0.5); //~ gauges.cells().load() => write `.at(index)?`
    Ok(())
}
