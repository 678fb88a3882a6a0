// A program: a generic record that gained a field.
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Record<T: Pod + Default> {
    number: u64,
    #[shared(default)]
    last: T,
}

fn main() {}
