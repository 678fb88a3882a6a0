use sync_runtime::{Pod, SharedLocked};

#[derive(SharedLocked)]
#[shared(timeout = 250)] //~ 250 => write `timeout_ms = 250`
struct Slot<T, U: Pod> {
    value: T, //~ T => add the bound `sync_runtime::Pod`
    other: U,
    name: Option<String>, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {}
