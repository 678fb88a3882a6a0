// A program: a pool of connections that has its permits in a field.
use std::time::Duration;
use sync_runtime::{Semaphore, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Pool {
    used: u64,
}

fn main() -> Result<(), SyncError> {
    let pool = sync_runtime::Shared::anonymous(Pool { used: 0 })?;
    let slots = sync_runtime::Shared::anonymous(Semaphore::new(4))?;
    let permit = slots.permit(Duration::from_secs(1))?;
    println!("{} used", pool.load()?.used);
    drop(permit);
    Ok(())
}
