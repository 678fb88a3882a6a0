// A program: a frame is changed where it is only seen.
// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.view(|frame| {
        frame.number().set(3); //~ set => use `with_lock` or `get_lock` in place of `view`
        Ok(())
    })?;
    Ok(())
}
