// A program: when a worker began.
use std::time::Instant;
use sync_runtime::{Shared, SharedLocked, SyncError};
use std::time::Duration;

#[derive(SharedLocked)]
struct Worker {
    pid: u32,
    started: Option<Duration>,
}

fn main() -> Result<(), SyncError> {
    let worker = Shared::anonymous(Worker { pid: 1, started: Some(sync_runtime::monotonic()) })?;
    println!("{}", worker.load()?.pid);
    Ok(())
}
