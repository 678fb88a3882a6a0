// A program: counters with a wrong option.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = "none")] //~ "none" => write `lock = none`, without quotes
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, errors: 0 })?;
    stats.cells().requests().fetch_add(1);
    Ok(())
}
