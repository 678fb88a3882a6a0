// A program: a queue without a length.
// known: the compiler shows the function that is called, with its place
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs: Shared<Channel<u64>> = Shared::anonymous(Channel::new())?; //~ Channel =! struct takes 2 generic arguments but 1 generic argument was supplied
    println!("{:?}", jobs.queued()?);
    Ok(())
}
