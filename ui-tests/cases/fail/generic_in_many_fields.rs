use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod)]
struct Ring<T, const N: usize> {
    first: T, //~ T => add the bound `sync_runtime::Pod`
    items: [T; N],
    last: Option<T>,
}

#[derive(SharedLocked)]
struct Log {
    ring: Ring<u8, 16>,
}

fn main() {
    let log = Shared::<Log>::open("log").unwrap();
    println!("{}", log.load().unwrap().ring.items.len());
}
