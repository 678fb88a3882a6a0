// A program: a worker takes jobs.
use std::time::Duration;
use sync_runtime::{Channel, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let jobs = Shared::anonymous(Channel::<u64, 16>::new())?;
    jobs.close()?;
    println!("{:?}", jobs.recv(Duration::from_secs(1))?);
    Ok(())
}
