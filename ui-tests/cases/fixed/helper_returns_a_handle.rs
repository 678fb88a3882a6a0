// A program: a helper function opens it.
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

fn attach() -> Result<Shared<Stats>, SyncError> {
    Shared::open("stats")
}

fn main() {
    let _ = attach();
}
