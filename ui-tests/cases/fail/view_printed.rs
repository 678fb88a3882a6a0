// A program: a frame is shown.
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
    frame.view(|frame| Ok(println!("{}", frame.number())))?; //~ frame.number() =! doesn't implement `std::fmt::Display`
    Ok(())
}
