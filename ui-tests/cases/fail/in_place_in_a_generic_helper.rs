// A program: a generic helper is given a frame.
use sync_runtime::{Shared, SharedLocked, SyncError};

fn first<T: SharedLocked + Copy>(shared: &Shared<T>) -> Result<T, SyncError> {
    shared.load()
}

#[derive(SharedLocked, Clone, Copy)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    println!("{}", first(&frame)?.number); //~ &frame => or with `InPlaceReader` in place of `SharedReader`, and use `view`
    Ok(())
}
