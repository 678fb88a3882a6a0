// A program: an upgrade to frames.
// known: where an upgrade is not possible, its `open` does not exist for the compiler (E0599); and it shows where the bound is written
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::options()
        .upgrade_from::<u64>(|number| Frame { number, pixels: [0; 640] }) //~ upgrade_from => for a `Table` or an upgrade, remove `#[shared(in_place)]`
        .open("stats")?;
    println!("{}", frame.recoveries());
    Ok(())
}
