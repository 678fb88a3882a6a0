use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.with_lock(|frame| {
        frame.pixels()[2..5].fill(7); //~ frame.pixels() => for several elements, write `.range(2..5)?`
        Ok(())
    })?;
    Ok(())
}
