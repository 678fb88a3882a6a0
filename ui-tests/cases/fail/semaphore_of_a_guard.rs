// A program: how many permits are free, asked of a guard.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Semaphore, Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let slots = Shared::anonymous(Semaphore::new(2))?;
    let guard = slots.get_lock()?;
    println!("{}", guard.available()?); //~ available => call the function of the handle
    Ok(())
}
