use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, || Job { attempts: 0, done: false })?; //~ Table::<Job>::anonymous(10, || Job { attempts: 0, done: false }) =! consider changing the closure to take and ignore the expected argument
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
