// A program: a table of scores.
use std::collections::HashMap;
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Scores {
    by_name: HashMap<String, Option<u32>>, //~ HashMap<String, Option<u32>> => use `ArrayVec<(ArrayString<N>, Option<u32>), N>` (feature `arrayvec`)
}

fn main() -> Result<(), SyncError> {
    let scores = Shared::anonymous(Scores { by_name: HashMap::new() })?;
    println!("{}", scores.load()?.by_name.len());
    Ok(())
}
