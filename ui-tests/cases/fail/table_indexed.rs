// A program: a job is found by brackets.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    let index = 3;
    jobs[index].with_lock(|job| job.attempts += 1)?; //~ jobs => write `.at(index)?`
    Ok(())
}
