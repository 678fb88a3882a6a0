// A program: the largest of several.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    latency: [u64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { latency: [0; 4] })?;
    let largest = stats.with_lock(|stats| stats.latency.iter())?.max(); //~ stats.latency.iter() =! lifetime may not live long enough
    println!("{largest:?}");
    Ok(())
}
