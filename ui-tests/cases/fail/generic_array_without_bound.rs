use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod)]
struct Ring<T, const N: usize> {
    items: [T; N], //~ T => add the bound `sync_runtime::Pod`
}

#[derive(SharedLocked)]
struct Log {
    ring: Ring<u8, 16>,
}

fn main() {
    let _ = Shared::<Log>::open("log");
}
