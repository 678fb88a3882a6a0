// A program: a list is to be the whole.
use sync_runtime::{Shared, SyncError};
use arrayvec::ArrayVec;

fn main() -> Result<(), SyncError> {
    let samples = Shared::<ArrayVec<u64, 64>>::create("stats", ArrayVec::new())?;
    samples.with_lock(|samples| samples.push(1))
}
