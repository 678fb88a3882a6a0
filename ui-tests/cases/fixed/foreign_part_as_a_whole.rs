// A program: a struct from another crate that derives `Pod` is to be the whole.
use facade::Part;
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Whole {
    part: Part,
}

fn main() -> Result<(), SyncError> {
    let whole = Shared::anonymous(Whole { part: Part { count: 0 } })?;
    whole.with_lock(|whole| whole.part.count += 1)
}
