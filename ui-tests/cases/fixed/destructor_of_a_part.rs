use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    peer: Peer,
}

#[derive(Pod)]
struct Peer {
    port: u16,
}


fn main() {}
