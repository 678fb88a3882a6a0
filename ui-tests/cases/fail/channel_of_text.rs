// A program: a queue of texts.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs: Shared<Channel<String, 16>> = Shared::anonymous(Channel::new())?; //~ Shared<Channel<String, 16>> => for text and lists, use `ArrayString<N>`
    println!("{:?}", jobs.queued()?);
    Ok(())
}
