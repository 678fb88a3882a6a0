// A program: a helper function opens it.
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

fn attach() -> Result<Shared<Stats>, SyncError> { //~ Shared<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
    Shared::open("stats")
}

fn main() {
    let _ = attach();
}
