// A program: the whole has the derive, a part of it does not.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(Debug, Clone, Copy, PartialEq)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
}

#[derive(SharedLocked, Debug)]
struct Stats {
    requests: u64,
    peer: Option<Endpoint>, //~ Endpoint => add `#[derive(sync_runtime::Pod)]`
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::open_or_create("stats", Stats { requests: 0, peer: None })?;
    stats.with_lock(|stats| stats.peer = Some(Endpoint { address: [127, 0, 0, 1], port: 80 }))?;
    println!("{:?}", stats.load()?);
    Ok(())
}
