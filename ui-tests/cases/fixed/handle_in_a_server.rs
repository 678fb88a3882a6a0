// A program: a handle among the fields of a server.
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Stats {
    requests: u64,
}

struct Server {
    name: &'static str,
    stats: Shared<Stats>,
}

impl Server {
    fn hello(&self) -> &'static str {
        self.name
    }
}

fn main() -> Result<(), SyncError> {
    Ok(())
}
