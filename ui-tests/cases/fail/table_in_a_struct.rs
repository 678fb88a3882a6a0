// A program: a server with its table of jobs.
use sync_runtime::{SharedLocked, Table};

#[derive(SharedLocked)]
struct Server {
    requests: u64,
    jobs: Table<u64>, //~ Table<u64> => or share it under a name of its own and remove the field
}

fn main() {}
