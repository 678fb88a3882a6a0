// known: the borrow checker speaks, once for the value and once for how it is read
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let pixels = frame.view(|frame| Ok(frame.pixels()))?; //~ Ok(frame.pixels()) =! lifetime may not live long enough
    println!("{:?}", pixels.at(3)?.get());
    Ok(())
}
