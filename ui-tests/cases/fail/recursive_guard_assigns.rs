// A program: a recursive guard lends no `&mut`.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Tree {
    depth: u32,
}

fn descend(tree: &Shared<Tree>, levels: u32) -> Result<(), SyncError> {
    let mut guard = tree.get_lock()?;
    guard.depth += 1; //~ depth =! attempted to take value of method `depth` on type `RecursiveGuard<'_, Tree>`
    if levels > 0 { descend(tree, levels - 1) } else { Ok(()) }
}

fn main() -> Result<(), SyncError> {
    descend(&Shared::anonymous(Tree { depth: 0 })?, 3)
}
