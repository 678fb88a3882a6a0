// A program: a job is appended.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Stats>::anonymous(4, |_| Stats { requests: 0, errors: 0 })?;
    jobs.at(3)?.store(Stats { requests: 1, errors: 0 })?;
    Ok(())
}
