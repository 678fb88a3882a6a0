// A program: an upgrade back to numbers.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

#[derive(SharedLocked)]
#[shared(in_place)]
struct Old {
    number: u64,
}

fn main() -> Result<(), SyncError> {
    let old = Shared::<Old>::options()
        .upgrade_with::<Frame>(|_, _| Ok(()))
        .open("stats")?;
    println!("{}", old.recoveries());
    Ok(())
}
