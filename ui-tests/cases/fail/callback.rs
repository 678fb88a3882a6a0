// A program: a callback in shared memory.
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Rule {
    limit: u64,
    exceeded: Box<dyn Fn(u64) -> bool>, //~ Box<dyn Fn(u64) -> bool> => use an enum with `#[derive(sync_runtime::Pod)]` that says which type is meant
}

fn main() {}
