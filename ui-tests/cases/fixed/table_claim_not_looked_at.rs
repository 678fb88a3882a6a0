// A program: a worker claims a job.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    let Some((index, mut job)) = jobs.claim(|job| !job.done)? else { return Ok(()) };
    job.attempts += index as u32;
    Ok(())
}
