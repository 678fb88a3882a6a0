// A program: options without the derive.
// known: an attribute that no derive declares is unknown (E0658 or "cannot find"), and the compiler looks for derives that declare it by itself
use sync_runtime::{Shared, SyncError};

#[shared(timeout_ms = 250)] //~ shared =! cannot find attribute `shared` in this scope
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    Ok(())
}
