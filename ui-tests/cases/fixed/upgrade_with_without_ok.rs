// A program: an upgrade to frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

#[derive(SharedLocked)]
struct Old {
    number: u64,
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::options()
        .upgrade_with::<Old>(|old, new| Ok(new.number().set(old.number)))
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
