// A program: the wrong one of the two derives.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Pod, Shared, SyncError};

#[derive(Pod)]
struct Stats {
    requests: u64,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::create("stats", Stats { requests: 0 })?; //~ Stats { requests: 0 } => if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that
    stats.with_lock(|stats| stats.requests += 1)
}
