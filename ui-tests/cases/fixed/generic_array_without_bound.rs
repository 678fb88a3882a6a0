use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod)]
struct Ring<T: sync_runtime::Pod, const N: usize> {
    items: [T; N],
}

#[derive(SharedLocked)]
struct Log {
    ring: Ring<u8, 16>,
}

fn main() {
    let _ = Shared::<Log>::open("log");
}
