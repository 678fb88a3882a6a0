// A program: open connections.
use std::net::SocketAddr;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Pool {
    busy: u32,
    connections: [Option<SocketAddr>; 4],
}

fn main() {}
