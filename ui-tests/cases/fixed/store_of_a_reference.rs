// A program: a reference is stored.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let limits = Shared::<[u32; 4]>::anonymous([0; 4])?;
    let new = [1, 2, 3, 4];
    limits.store(new)
}
