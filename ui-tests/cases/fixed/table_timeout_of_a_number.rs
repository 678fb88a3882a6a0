use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::options().timeout(std::time::Duration::from_secs(5)).open("stats")?;
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
