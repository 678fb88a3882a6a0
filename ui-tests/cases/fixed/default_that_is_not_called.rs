// A program: a limit that was added.
use sync_runtime::{SharedLocked};

fn three() -> u32 {
    3
}

#[derive(SharedLocked)]
struct Limits {
    number: u64,
    #[shared(default = three())]
    retries: u32,
}

fn main() {}
