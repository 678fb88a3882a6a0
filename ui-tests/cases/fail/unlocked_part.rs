use std::net::IpAddr;
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    peer: Endpoint, //~ Endpoint => remove `lock = none` above the struct
}

#[derive(Pod)]
struct Endpoint {
    address: IpAddr,
    port: u16,
}

fn main() {}
