// A program: a counter is read.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    latency: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4] })?;
    println!("{}", stats.cells().requests().load()); //~ load =! no method named `load` found
    Ok(())
}
