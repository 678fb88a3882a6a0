// A program: a helper function takes the handle.
// known: each use of a handle whose type is wrong is an error of its own to the compiler (E0599)
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

fn record(stats: &Shared<Stats>) -> Result<(), SyncError> { //~ Shared<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    stats.with_lock(|stats| stats.requests += 1)
}

fn main() {}
