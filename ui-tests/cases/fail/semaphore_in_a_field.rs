// A program: a pool of connections that has its permits in a field.
// known: rustc shows where the bound is written, in the source of the runtime
use std::time::Duration;
use sync_runtime::{Semaphore, Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Pool {
    used: u64,
    slots: Semaphore,
}

fn main() -> Result<(), SyncError> {
    let pool = Shared::anonymous(Pool { used: 0, slots: Semaphore::new(4) })?;
    let pool = pool.load()?;
    let permit = pool.slots.permit(Duration::from_secs(1))?; //~ permit => keep one `sync_runtime::Shared` of it beside the `Shared` of your struct
    println!("{} used", pool.used);
    drop(permit);
    Ok(())
}
