// A program: a frame with a title.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    title: arrayvec::ArrayString<16>,
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.with_lock(|frame| {
        frame.number().add(1)?;
        frame.pixels().fill(7);
        Ok(())
    })?;
    Ok(())
}
