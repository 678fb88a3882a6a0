// A program: an upgrade of frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Number {
    number: u64,
}

fn main() -> Result<(), SyncError> {
    let options = Shared::<Number>::options();
    let upgrade = options.upgrade_with::<Frame>(|frame, new| Ok(new.number().copy_from(frame.number())?));
    let number = upgrade.open("stats")?;
    number.with_lock(|number| number.number().add(1))?;
    Ok(())
}
