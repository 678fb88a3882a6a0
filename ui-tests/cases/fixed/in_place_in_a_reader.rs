// A program: a viewer of frames.
use sync_runtime::{InPlaceReader, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = InPlaceReader::<Frame>::open("stats")?;
    println!("{}", frame.view(|frame| frame.number().get())?);
    Ok(())
}
