// A program: a frame is replaced.
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
    frame.with_lock(|frame| {
        *frame = Frame { number: 1, ready: true, pixels: [0; 640] }; //~ Frame { number: 1, ready: true, pixels: [0; 640] } =! mismatched types
        Ok(())
    })?;
    Ok(())
}
