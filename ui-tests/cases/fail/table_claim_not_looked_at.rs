// A program: a worker claims a job.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    let (index, mut job) = jobs.claim(|job| !job.done)?; //~ (index, mut job) =! try wrapping the pattern in `Some`
    job.attempts += index as u32;
    Ok(())
}
