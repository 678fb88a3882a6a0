// A program: a table of jobs without the derive.
use sync_runtime::{SyncError, Table};

#[derive(sync_runtime::SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::create("stats", 10, |_| Job { attempts: 0, done: false })?;
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
