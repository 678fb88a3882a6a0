use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Node {
    value: u64,
    next: Option<Box<Node>>, //~ Box<Node> => an index into that, such as `Option<u32>`
}

fn main() {}
