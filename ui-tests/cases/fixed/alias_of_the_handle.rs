// A program: an alias for the handle.
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

type Handle = Shared<Stats>;

fn requests(stats: &Handle) -> Result<u64, SyncError> {
    Ok(stats.load()?.requests)
}

fn main() {}
