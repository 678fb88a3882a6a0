// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::replace("stats", Frame { number: 1, pixels: [0; 100_000] })?; //~ Shared::<Frame>::replace("stats", Frame { number: 1, pixels: [0; 100_000] }) => use `create_with`, `open_or_create_with`, `replace_with` or `anonymous_with`
    frame.with_lock(|frame| frame.number().add(1))?;
    Ok(())
}
