use sync_runtime::{Pod, Shared};

#[derive(Pod)]
struct Endpoint {
    port: u16,
}

struct Server {
    endpoint: Shared<Endpoint>, //~ Shared<Endpoint> => add `#[derive(SharedLocked)]`
}

fn main() {}
