// A program: counters that were made for threads.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Counters {
    hits: Arc<AtomicU64>, //~ Arc<AtomicU64> => use `u64`
}

fn main() -> Result<(), SyncError> {
    let counters = Shared::anonymous(Counters { hits: Arc::default() })?;
    counters.with_lock(|counters| counters.hits.fetch_add(1, Ordering::Relaxed)).map(drop)
}
