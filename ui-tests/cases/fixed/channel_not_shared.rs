// A program: a queue of numbers.
use std::time::Duration;
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let queue = Channel::<u64, 16>::new();
    let jobs = Shared::anonymous(queue)?;
    jobs.send(7, Duration::from_secs(1))?;
    Ok(())
}
