// A program: a struct from another crate is to be the whole.
// known: rustc shows where the bound is written, in the source of the runtime
use facade::Position;
use sync_runtime::{Shared, SyncError};

fn main() -> Result<(), SyncError> {
    let at = Shared::anonymous(Position { x: 0.0, y: 0.0 })?; //~ Position { x: 0.0, y: 0.0 } => hold it or what it is made from in a struct with `#[derive(sync_runtime::SharedLocked)]`
    at.with_lock(|at| at.x += 1.0)
}
