// A program: a handle for what is only a part.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Pod, Shared};

#[derive(Pod)]
struct Endpoint {
    port: u16,
}

struct Server {
    endpoint: Shared<Endpoint>, //~ Shared<Endpoint> => add `#[derive(sync_runtime::SharedLocked)]`
}

fn main() {}
