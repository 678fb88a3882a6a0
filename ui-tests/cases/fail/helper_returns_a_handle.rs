// A program: a helper function opens it.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
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
