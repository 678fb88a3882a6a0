// A program: a list is to be the whole.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let samples = Shared::<Vec<u64>>::create("stats", Vec::new())?; //~ Shared::<Vec<u64>> => for text and lists use `ArrayString<N>` and `ArrayVec<T, N>`
    samples.with_lock(|samples| samples.push(1))
}
