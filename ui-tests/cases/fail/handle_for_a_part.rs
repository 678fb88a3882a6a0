// A program: a handle for what is only a part.
use sync_runtime::{Pod, Shared};

#[derive(Pod)]
struct Endpoint {
    port: u16,
}

struct Server {
    endpoint: Shared<Endpoint>, //~ Shared<Endpoint> => add `#[derive(sync_runtime::SharedLocked)]`
}

fn main() {}
