// known: operators are answered in the words of the compiler, which shows where the view is declared
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let next = frame.with_lock(|frame| Ok(frame.number() + 1))?; //~ + =! cannot add `{integer}` to `View<
    println!("{next}");
    Ok(())
}
