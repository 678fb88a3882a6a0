// A program: an alias for the handle.
// known: each use of a handle whose type is wrong is an error of its own to the compiler (E0599)
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

type Handle = Shared<Stats>;

fn requests(stats: &Handle) -> Result<u64, SyncError> { //~ Handle => add `#[derive(sync_runtime::SharedLocked)]`
    Ok(stats.load()?.requests)
}

fn main() {}
