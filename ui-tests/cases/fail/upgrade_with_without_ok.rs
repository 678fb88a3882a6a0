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
        .upgrade_with::<Old>(|old, new| { new.number().set(old.number); }) //~ { new.number().set(old.number); } =! expected `Result<(), Box<dyn Error + Send + Sync>>`, found `()`
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
