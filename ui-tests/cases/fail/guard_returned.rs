// A program: a helper that locks.
use sync_runtime::{Guard, Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn lock() -> Result<Guard<'static, Stats>, SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    stats.get_lock() //~ stats.get_lock() =! cannot return value referencing local variable `stats`
}

fn main() {
    println!("{}", lock().is_ok());
}
