// A program: a server with its table of jobs.
use sync_runtime::{SharedLocked};

#[derive(SharedLocked)]
struct Server {
    requests: u64,
}

fn main() {}
