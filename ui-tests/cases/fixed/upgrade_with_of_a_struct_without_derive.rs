// A program: an upgrade to frames.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

#[derive(sync_runtime::SharedLocked)]
struct Old {
    number: u64,
}

fn main() -> Result<(), SyncError> {
    let options = Shared::<Frame>::options();
    let upgrade = options.upgrade_with::<Old>(|old, new| Ok(new.number().set(old.number)));
    println!("{}", upgrade.open("stats")?.recoveries());
    Ok(())
}
