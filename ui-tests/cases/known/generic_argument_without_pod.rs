use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Slot<T: Pod> {
    value: T,
}

#[derive(SharedLocked)]
struct Stats {
    name: Slot<String>, //~ Slot<String> => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {}
