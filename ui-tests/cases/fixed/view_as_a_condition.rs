// A program: a frame is waited for.
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
    println!("{}", frame.view(|frame| Ok(if frame.ready().get()? { 1 } else { 0 }))?);
    Ok(())
}
