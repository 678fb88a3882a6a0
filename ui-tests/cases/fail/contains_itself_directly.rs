// known: such a struct is of endless size (E0072) whatever is derived, and the compiler advises a `Box`, which does not help here; ours comes first
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Node {
    value: u64,
    next: Option<Node>, //~ Node => an index into that, such as `Option<u32>`
}

fn main() {
    let node = Shared::<Node>::open("node").unwrap();
    node.with_lock(|node| node.value += 1).unwrap();
}
