// A program: an option on a field, as serde has it.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    #[shared(rename = "hits")] //~ rename => there is no option `rename`
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0 })?;
    stats.with_lock(|stats| stats.requests += 1)
}
