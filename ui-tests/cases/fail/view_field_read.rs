use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    let number = frame.view(|frame| Ok(frame.number))?; //~ number =! use parentheses to call the method
    println!("{number}");
    Ok(())
}
