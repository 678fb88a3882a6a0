// A program: an upgrade to frames, that returns one.
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
        .upgrade_with::<Old>(|old, new| Ok(new.set(Frame { number: old.number, ready: true, pixels: [0; 640] })))
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
