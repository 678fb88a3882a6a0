// A program: a frame is looked for.
// known: operators are answered in the words of the compiler, which shows where the view is declared
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
    println!("{}", frame.view(|frame| Ok(frame.number() == 3))?); //~ == =! binary operation `==` cannot be applied to type `View<'_, u64, Reading<'_>>`
    Ok(())
}
