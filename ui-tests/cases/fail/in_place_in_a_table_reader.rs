// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{SharedLocked, SyncError, TableReader};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frames = TableReader::<Frame>::open("stats")?; //~ TableReader::<Frame> => for a `Table`, remove `#[shared(in_place)]`
    println!("{}", frames.load(3)?.number);
    Ok(())
}
