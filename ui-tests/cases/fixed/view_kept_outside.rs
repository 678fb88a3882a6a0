// A program: pixels are kept for later.
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
    frame.view(|frame| Ok(kept = Some(frame.pixels().to_box()?)))?;
    println!("{}", kept.is_some());
    Ok(())
}
