// A program: an upgrade to frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::options()
        .upgrade_with::<u64>(|number, new| {
            new.number().set(number);
            new.pixels().fill(0);
            Ok(())
        })
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
