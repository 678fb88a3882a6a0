// A program: a part waits for its own lock.
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Endpoint {
    port: u16,
}

#[derive(SharedLocked)]
#[shared(timeout_ms = 250)]
struct Server {
    endpoint: Endpoint,
}

fn main() {}
