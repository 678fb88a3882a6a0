// A program: a linked list.
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Node {
    value: u64,
    next: Option<Box<Node>>, //~ Box<Node> => keep many `Node` in an array, and here an index into that, such as `Option<u32>`
}

#[derive(SharedLocked)]
struct List {
    nodes: [Node; 16],
    first: Option<u32>,
}

fn main() {}
