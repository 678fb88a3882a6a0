// A program: options without the derive.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(timeout_ms = 250)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    Ok(())
}
