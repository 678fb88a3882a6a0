// A program: an upgrade to frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::options()
        .upgrade_from::<u64>(|number| Frame { number, pixels: [0; 640] })
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
