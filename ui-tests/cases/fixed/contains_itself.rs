use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Node {
    value: u64,
    next: Option<u32>,
}

fn main() {}
