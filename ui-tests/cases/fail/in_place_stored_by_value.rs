// known: rustc shows where the method is declared
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.store(Frame { number: 1, pixels: [0; 100_000] })?; //~ Frame { number: 1, pixels: [0; 100_000] } =! consider borrowing here
    Ok(())
}
