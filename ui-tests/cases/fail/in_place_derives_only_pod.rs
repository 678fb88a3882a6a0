// A program: a frame that derives `Pod`.
use sync_runtime::{Pod, Shared, SyncError};

#[derive(Pod)]
#[shared(in_place)] //~ in_place => move this to the struct with `#[derive(SharedLocked)]`, or write `#[derive(sync_runtime::SharedLocked)]` in place of `#[derive(Pod)]`
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::create_with("stats", |_| Ok(()))?;
    frame.with_lock(|frame| {
        frame.number().add(1)?;
        frame.pixels().fill(7);
        Ok(())
    })?;
    Ok(())
}
