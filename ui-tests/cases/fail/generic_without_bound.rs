use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Slot<T> {
    value: T, //~ T => consider restricting type parameter `T`
    uses: u32,
}

fn main() {}
