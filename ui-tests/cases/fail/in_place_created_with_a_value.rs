// known: rustc shows where a closure is asked for, in the source of the runtime
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 100_000],
}

fn main() -> Result<(), SyncError> {
    let frame = Shared::<Frame>::create_with("stats", Frame { number: 1, pixels: [0; 100_000] })?; //~ Frame { number: 1, pixels: [0; 100_000] } =! expected a `FnOnce(View<'_, Frame, Writing<'_>>)` closure
    println!("{}", frame.recoveries());
    Ok(())
}
