// A program: a queue of texts.
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs: Shared<Channel<arrayvec::ArrayString<32>, 16>> = Shared::anonymous(Channel::new())?;
    println!("{:?}", jobs.queued()?);
    Ok(())
}
