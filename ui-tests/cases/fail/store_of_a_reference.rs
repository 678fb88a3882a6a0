// A program: a reference is stored.
// known: the compiler shows the signature of the function that is called, with its place
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let limits = Shared::<[u32; 4]>::anonymous([0; 4])?;
    let new = [1, 2, 3, 4];
    limits.store(&new) //~ &new =! consider removing the borrow
}
