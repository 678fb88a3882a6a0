// A program: an upgrade of frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let options = Shared::<u64>::options();
    let upgrade = options.upgrade_from::<Frame>(|frame| frame.number); //~ upgrade_from or options.upgrade_from::<Frame>(|frame| frame.number) => for an upgrade, use `upgrade_with`
    let number = upgrade.open("stats")?;
    number.with_lock(|number| *number += 1)?;
    Ok(())
}
