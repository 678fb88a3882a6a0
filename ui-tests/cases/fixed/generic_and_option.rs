use sync_runtime::{Pod, SharedLocked};
use arrayvec::ArrayString;

#[derive(SharedLocked)]
#[shared(timeout_ms = 250)]
struct Slot<T: sync_runtime::Pod, U: Pod> {
    value: T,
    other: U,
    name: Option<ArrayString<64>>,
}

fn main() {}
