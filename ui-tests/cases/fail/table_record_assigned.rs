// A program: each job is changed.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    for job in &jobs {
        job.attempts += 1; //~ attempts =! no field `attempts` on type `&Locked<Job>`
    }
    Ok(())
}
