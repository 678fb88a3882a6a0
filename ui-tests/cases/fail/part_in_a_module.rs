// A program: the part is in a module of its own.
use sync_runtime::{Shared, SharedLocked, SyncError};

mod net {
    pub struct Endpoint {
        pub port: u16,
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: net::Endpoint, //~ net::Endpoint => add `#[derive(sync_runtime::Pod)]`
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::anonymous(Stats { requests: 0, peer: net::Endpoint { port: 80 } })?;
    stats.with_lock(|stats| stats.peer.port += 1)
}
