// A program: one pixel is read.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let index = 3;
    let pixel = frame.view(|frame| frame.pixels().at(index)?.get())?;
    println!("{pixel}");
    Ok(())
}
