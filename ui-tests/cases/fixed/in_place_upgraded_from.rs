// A program: an upgrade of frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let number = Shared::<u64>::options()
        .upgrade_from::<Frame>(|frame| frame.number)
        .open("stats")?;
    number.with_lock(|number| *number += 1)?;
    Ok(())
}
