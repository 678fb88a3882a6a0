// A program: a table of scores.
use arrayvec::{ArrayString, ArrayVec};
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Scores {
    by_name: ArrayVec<(ArrayString<16>, Option<u32>), 32>,
}

fn main() -> Result<(), SyncError> {
    let scores = Shared::anonymous(Scores { by_name: ArrayVec::new() })?;
    println!("{}", scores.load()?.by_name.len());
    Ok(())
}
