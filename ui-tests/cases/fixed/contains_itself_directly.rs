use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Node {
    value: u64,
    next: Option<u32>,
}

fn main() {
    let node = Shared::<Node>::open("node").unwrap();
    node.with_lock(|node| node.value += 1).unwrap();
}
