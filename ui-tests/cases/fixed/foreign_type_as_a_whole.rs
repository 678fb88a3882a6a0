// A program: a struct from another crate is to be the whole.
use facade::Position;
use sync_runtime::{Shared, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Robot {
    at: [f64; 2],
}

fn main() -> Result<(), SyncError> {
    let at = Shared::anonymous(Robot { at: Position { x: 0.0, y: 0.0 }.into() })?;
    at.with_lock(|robot| robot.at[0] += 1.0)
}
