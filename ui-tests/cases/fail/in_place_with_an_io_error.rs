// A program: an image is read from a file.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.with_lock(|frame| {
        let image = std::fs::read("/dev/null")?; //~ ? =! couldn't convert the error to `SyncError`
        frame.number().set(image.len() as u64);
        Ok(())
    })?;
    Ok(())
}
