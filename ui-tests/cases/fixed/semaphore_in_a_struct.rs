// A program: a pool with its own semaphore.
use sync_runtime::{Semaphore, Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Pool {
    size: u32,
}

fn main() -> Result<(), SyncError> {
    let pool = Shared::anonymous(Pool { size: 4 })?;
    let slots = Shared::anonymous(Semaphore::new(4))?;
    let used = slots.try_permit().is_ok();
    println!("{used} {}", pool.load()?.size);
    Ok(())
}
