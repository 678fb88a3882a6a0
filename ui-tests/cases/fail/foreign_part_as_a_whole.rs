// A program: a struct from another crate that derives `Pod` is to be the whole.
// known: rustc shows where the bound is written, in the source of the runtime
use facade::Part;
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let part = Shared::anonymous(Part { count: 0 })?; //~ Part { count: 0 } => hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`
    part.with_lock(|part| part.count += 1)
}
