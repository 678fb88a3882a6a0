// A program: a viewer of frames.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{SharedLocked, SharedReader, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = SharedReader::<Frame>::open("stats")?; //~ SharedReader::<Frame> => or with `InPlaceReader` in place of `SharedReader`, and use `view`
    println!("{}", frame.load()?.number);
    Ok(())
}
