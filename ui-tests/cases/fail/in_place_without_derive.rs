// A program: a frame without the derive.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{Shared, SyncError};

struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::create_with("stats", |_| Ok(()))?; //~ Shared::<Frame> => add `#[derive(sync_runtime::SharedLocked)]` to it, and `#[shared(in_place)]` for `create_with` and `view`
    frame.with_lock(|frame| {
        frame.number().add(1)?;
        frame.pixels().fill(7);
        Ok(())
    })?;
    Ok(())
}
