use sync_runtime::{Pod, SharedLocked};
use arrayvec::ArrayString;

#[derive(Pod)]
struct Slot<T: Pod> {
    value: T,
}

#[derive(SharedLocked)]
struct Stats {
    name: Slot<ArrayString<64>>,
}

fn main() {}
