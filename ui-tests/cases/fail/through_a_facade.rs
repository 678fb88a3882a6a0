// A program: depends on a facade of the runtime, and says nothing of it.
use facade::runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Endpoint, //~ Endpoint => add `#[derive(sync_runtime::Pod)]`
}

struct Endpoint {
    port: u16,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, peer: Endpoint { port: 80 } })?;
    stats.with_lock(|stats| stats.requests += 1)
}
