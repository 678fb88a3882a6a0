// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{InPlaceReader, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = InPlaceReader::<Stats>::open("stats")?; //~ InPlaceReader::<Stats> => `SharedReader` reads it
    println!("{:?}", stats.version());
    Ok(())
}
