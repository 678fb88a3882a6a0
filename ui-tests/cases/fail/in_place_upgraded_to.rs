// A program: an upgrade to frames.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::options()
        .upgrade_from::<u64>(|number| Frame { number, pixels: [0; 640] }) //~ upgrade_from => for an upgrade, use `upgrade_with`
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
