// A program: a list is to be the whole.
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let samples = Shared::<Vec<u64>>::create("stats", Vec::new())?; //~ Shared::<Vec<u64>> => for text and lists `ArrayString<N>` and `ArrayVec<T, N>`
    samples.with_lock(|samples| samples.push(1))
}
