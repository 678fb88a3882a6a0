// A program: a descriptor of numbers without a lock.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    latency: [f64; 4],
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, latency: [0.0; 4] })?;
    println!("{:?}", stats.commits()?); //~ stats or commits => changes one number at a time: remove `lock = none`
    Ok(())
}
