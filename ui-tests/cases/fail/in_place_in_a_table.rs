// A program: a table of frames.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frames = Table::<Frame>::create("stats", 4, |_| Frame { number: 0, pixels: [0; 640] })?; //~ Table::<Frame> => for a `Table`, remove `#[shared(in_place)]`
    frames.at(3)?.with_lock(|frame| frame.number += 1)?;
    Ok(())
}
