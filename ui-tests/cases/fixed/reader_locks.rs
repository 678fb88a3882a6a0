use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let job = Shared::<Job>::open("stats")?;
    job.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
