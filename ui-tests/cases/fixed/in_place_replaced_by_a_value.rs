use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::replace_with("stats", |frame| {
        frame.number().set(1);
        Ok(())
    })?;
    frame.with_lock(|frame| frame.number().add(1))?;
    Ok(())
}
