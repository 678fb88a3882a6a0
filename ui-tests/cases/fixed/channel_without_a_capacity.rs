// A program: a queue without a length.
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs: Shared<Channel<u64, 16>> = Shared::anonymous(Channel::new())?;
    println!("{:?}", jobs.queued()?);
    Ok(())
}
