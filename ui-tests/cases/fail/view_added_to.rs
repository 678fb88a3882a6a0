// known: the compiler says that a view has no `+=`, and that what a method returns is not assigned to (E0368, E0067)
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::anonymous_with(|_| Ok(()))?;
    frame.with_lock(|frame| {
        frame.number() += 1; //~ frame.number() += 1 =! binary assignment operation `+=` cannot be applied
        Ok(())
    })?;
    Ok(())
}
