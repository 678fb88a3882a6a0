// A program: two threads fill a frame.
// known: rustc shows where the view is declared, on the way to what must stay
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
        std::thread::scope(|scope| drop(scope.spawn(|| frame.number().set(1)))); //~ || frame.number().set(1) => use the handle in the other thread, and acquire the lock there
        Ok(())
    })?;
    Ok(())
}
