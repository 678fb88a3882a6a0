// A program: counters that were made for threads.
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Counters {
    hits: u64,
}

fn main() -> Result<(), SyncError> {
    let counters = Shared::anonymous(Counters { hits: 0 })?;
    counters.with_lock(|counters| counters.hits += 1)
}
