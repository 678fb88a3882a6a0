use sync_runtime::{SharedLocked, SharedReader, SyncError};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let job = SharedReader::<Job>::open("stats")?;
    job.with_lock(|job| job.attempts += 1)?; //~ with_lock =! no method named `with_lock` found for struct `SharedReader<T>`
    Ok(())
}
