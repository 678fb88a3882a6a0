// A program: a queue whose length is said nowhere.
use std::time::Duration;
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs = Shared::anonymous(Channel::<u64, 16>::new())?;
    jobs.send(7_u64, Duration::from_secs(1))?;
    Ok(())
}
