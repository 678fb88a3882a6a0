use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Slot<T> {
    value: T, //~ T => add the bound `sync_runtime::Pod`
    uses: u32,
}

fn main() {}
