// A program: an async handler.
use std::sync::Arc;
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

async fn handle(stats: Arc<Shared<Stats>>) -> Result<u64, SyncError> {
    Ok(stats.load()?.requests)
}

fn main() {
    drop(handle);
}
