// A program: a callback in shared memory.
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Rule {
    limit: u64,
    exceeded: Comparison,
}

#[derive(sync_runtime::Pod)]
#[repr(u8)]
enum Comparison {
    Above,
    Below,
}

fn main() {}
