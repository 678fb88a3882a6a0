// A program: an image is read from a file.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.transact(|frame| {
        let image = std::fs::read("/dev/null")?;
        frame.number().set(image.len() as u64);
        Ok::<_, std::io::Error>(())
    })?;
    Ok(())
}
