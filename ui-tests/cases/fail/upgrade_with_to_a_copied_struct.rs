// A program: an upgrade back to numbers.
// known: rustc shows where the bound is written, in the source of the runtime
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
    let old = Shared::<Old>::options()
        .upgrade_with::<Frame>(|_, _| Ok(())) //~ upgrade_with => add `#[derive(sync_runtime::SharedLocked)]` and `#[shared(in_place)]` to it
        .open("stats")?;
    println!("{}", old.recoveries());
    Ok(())
}
