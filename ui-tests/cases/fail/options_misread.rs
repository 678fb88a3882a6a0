// A program: options as one might guess them.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = recursive, timeout = "250ms")] //~ "250ms" => write `timeout_ms = 250`
struct Tree {
    depth: u32,
}

fn main() -> Result<(), SyncError> {
    let tree = Shared::anonymous(Tree { depth: 0 })?;
    tree.with_lock(|tree| tree.depth += 1)
}
