// A program: one type without the derive, in many fields.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(Default, Clone, Copy)]
struct Histogram {
    buckets: [u32; 8],
}

#[derive(SharedLocked, Default)]
struct Stats {
    reads: Histogram, //~ Histogram => add `#[derive(sync_runtime::Pod)]`
    writes: Histogram,
    last: Option<Histogram>,
    days: [Histogram; 7],
    pair: (Histogram, u8),
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open_or_create("stats", Stats::default())?;
    stats.with_lock(|stats| stats.reads.buckets[0] += 1)
}
