// A program: a helper that locks.
use sync_runtime::{Guard, Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn open() -> Result<Shared<Stats>, SyncError> {
    Shared::anonymous(Stats { requests: 0, errors: 0 })
}

fn main() {
    println!("{}", open().is_ok_and(|stats| stats.get_lock().is_ok()));
}
