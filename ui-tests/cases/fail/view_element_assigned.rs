// A program: pixels are assigned.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.with_lock(|frame| {
        for index in 0..640 {
            frame.pixels()[index] = 7; //~ frame.pixels() => write `.at(index)?`
        }
        Ok(())
    })?;
    Ok(())
}
