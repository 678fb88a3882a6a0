// known: the field is wrong by itself, for `struct Slot<T: Pod>` has the bound, and the derive asks again: the same error, word for word
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Slot<T: Pod> {
    value: T,
}

#[derive(SharedLocked)]
struct Stats {
    name: Slot<String>, //~ Slot<String> => for text and lists, use `ArrayString<N>`
}

fn main() {}
