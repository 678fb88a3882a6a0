// A program: a queue that has ended.
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let value = Channel::<u64, 16>::new();
    let jobs = Shared::anonymous(value)?;
    jobs.close()?;
    Ok(())
}
