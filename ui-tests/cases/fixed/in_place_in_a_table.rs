// A program: a table of frames.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frames = Table::<Frame>::create("stats", 4, |_| Frame { number: 0, pixels: [0; 640] })?;
    frames.at(3)?.with_lock(|frame| frame.number += 1)?;
    Ok(())
}
