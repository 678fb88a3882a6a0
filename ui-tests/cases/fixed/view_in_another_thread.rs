// A program: two threads fill a frame.
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
    std::thread::scope(|scope| {
        scope.spawn(|| frame.with_lock(|frame| Ok(frame.number().set(1))));
    });
    Ok(())
}
