// A program: how many permits are free, asked of a guard.
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let slots = Shared::anonymous(Semaphore::new(2))?;
    println!("{}", slots.available()?);
    Ok(())
}
