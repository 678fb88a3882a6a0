use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Endpoint {
    port: u16,
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Stats {
    peer: Endpoint,
}

fn main() {}
