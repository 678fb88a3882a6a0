// A program: when a worker began.
use std::time::Instant;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Worker {
    pid: u32,
    started: Option<Instant>, //~ Instant => use `Duration`, as `sync_runtime::monotonic()` returns it
}

fn main() -> Result<(), SyncError> {
    let worker = Shared::anonymous(Worker { pid: 1, started: Some(Instant::now()) })?;
    println!("{}", worker.load()?.pid);
    Ok(())
}
