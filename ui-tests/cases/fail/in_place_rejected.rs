// A program: a frame with a wrong option.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place, timeout = 250)] //~ 250 => write `timeout_ms = 250`
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
    println!("{}", frame.view(|frame| frame.pixels().at(3)?.get())?);
    Ok(())
}
