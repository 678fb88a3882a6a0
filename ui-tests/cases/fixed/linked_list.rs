// A program: a linked list.
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Node {
    value: u64,
    next: Option<u32>,
}

#[derive(SharedLocked)]
struct List {
    nodes: [Node; 16],
    first: Option<u32>,
}

fn main() {}
