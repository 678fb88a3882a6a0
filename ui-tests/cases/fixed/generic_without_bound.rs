use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Slot<T: sync_runtime::Pod> {
    value: T,
    uses: u32,
}

fn main() {}
