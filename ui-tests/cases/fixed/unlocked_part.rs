use std::net::IpAddr;
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Endpoint,
}

#[derive(Pod)]
struct Endpoint {
    address: IpAddr,
    port: u16,
}

fn main() {}
