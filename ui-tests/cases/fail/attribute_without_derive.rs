// A program: options without the derive.
use sync_runtime::{Shared, SyncError};

#[shared(timeout_ms = 250)] //~ shared =! cannot find attribute `shared` in this scope
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    Ok(())
}
