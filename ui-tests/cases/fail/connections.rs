// A program: open connections.
use std::net::TcpStream;
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Pool {
    busy: u32,
    connections: [Option<TcpStream>; 4], //~ TcpStream => the struct can hold the address, a `SocketAddr`
}

fn main() {}
