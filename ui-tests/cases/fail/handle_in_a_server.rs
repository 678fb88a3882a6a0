// A program: a handle among the fields of a server.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SyncError};

struct Stats {
    requests: u64,
}

struct Server {
    name: &'static str,
    stats: Shared<Stats>, //~ Shared<Stats> => add `#[derive(sync_runtime::SharedLocked)]`
}

impl Server {
    fn hello(&self) -> &'static str {
        self.name
    }
}

fn main() -> Result<(), SyncError> {
    Ok(())
}
