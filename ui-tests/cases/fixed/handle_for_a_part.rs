// A program: a handle for what is only a part.
use sync_runtime::{Pod, Shared};

#[derive(sync_runtime::SharedLocked)]
struct Endpoint {
    port: u16,
}

struct Server {
    endpoint: Shared<Endpoint>,
}

fn main() {}
