// A program: a pool with its own semaphore.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Semaphore, Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Pool {
    size: u32,
    slots: Semaphore,
}

fn main() -> Result<(), SyncError> {
    let pool = Shared::anonymous(Pool { size: 4, slots: Semaphore::new(4) })?;
    let used = pool.with_lock(|pool| pool.slots.try_permit().is_ok())?; //~ try_permit => as a field of a shared struct it is a value without a lock
    println!("{used}");
    Ok(())
}
