use std::net::IpAddr;
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    peer: Endpoint, //~ Endpoint => `Endpoint` would be seen half changed without a lock
}

#[derive(Pod)]
struct Endpoint {
    address: IpAddr,
    port: u16,
}

fn main() {}
