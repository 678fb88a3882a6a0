use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let guard = frame.get_lock()?;
    guard.number().set(1); //~ number =! no method named `number` found for struct `InPlaceGuard
    Ok(())
}
