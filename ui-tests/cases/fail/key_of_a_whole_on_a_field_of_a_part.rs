// A program: a part waits for its own lock.
use sync_runtime::{Pod};

#[derive(Pod)]
struct Endpoint {
    #[shared(timeout_ms = 250)] //~ timeout_ms => move this to the struct with `#[derive(SharedLocked)]`
    port: u16,
}

fn main() {}
