// A program: a frame that is held while a task waits.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    ready: bool,
    pixels: [u8; 640],
}

async fn tick() {}

fn spawn(_: impl Future + Send) {}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let task = async move {
        frame.with_lock(|frame| Ok(frame.number().set(1))).unwrap();
        tick().await;
    };
    spawn(task);
    Ok(())
}
