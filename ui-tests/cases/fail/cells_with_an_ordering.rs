// A program: a counter, as if it were an atomic.
// known: the compiler shows the function that is called, with its place
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    latency: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4] })?;
    stats.cells().requests().fetch_add(1, std::sync::atomic::Ordering::Relaxed); //~ fetch_add =! this method takes 1 argument but 2 arguments were supplied
    Ok(())
}
