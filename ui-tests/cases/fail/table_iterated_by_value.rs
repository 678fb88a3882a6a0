use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    for job in jobs { //~ jobs =! consider borrowing here
        job.with_lock(|job| job.attempts += 1)?;
    }
    Ok(())
}
