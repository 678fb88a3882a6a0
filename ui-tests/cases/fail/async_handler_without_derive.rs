// A program: an async handler.
// known: each use of a handle whose type is wrong is an error of its own to the compiler (E0599)
use std::sync::Arc;
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

async fn handle(stats: Arc<Shared<Stats>>) -> Result<u64, SyncError> { //~ Shared<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    Ok(stats.load()?.requests)
}

fn main() {
    drop(handle);
}
