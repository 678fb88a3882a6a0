// A program: pixels are kept for later.
// known: the borrow checker speaks, once for the value and once for how it is read
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let mut kept = None;
    frame.view(|frame| Ok(kept = Some(frame.pixels())))?; //~ kept = Some(frame.pixels()) =! borrowed data escapes outside of closure
    println!("{}", kept.is_some());
    Ok(())
}
