// A program: a generic record that gained a field.
use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
struct Record<T: Pod> {
    number: u64,
    #[shared(default)]
    last: T, //~ T => for a type parameter, add the bound `Default`
}

fn main() {}
