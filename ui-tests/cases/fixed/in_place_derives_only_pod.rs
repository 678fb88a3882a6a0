// A program: a frame that derives `Pod`.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(sync_runtime::SharedLocked)]
#[shared(in_place)]
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
