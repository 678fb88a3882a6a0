use sync_runtime::{SharedLocked, SyncError, TableReader};

#[derive(SharedLocked)]
struct Frame {
    number: u64,
    pixels: [u8; 640],
}

fn main() -> Result<(), SyncError> {
    let frames = TableReader::<Frame>::open("stats")?;
    println!("{}", frames.load(3)?.number);
    Ok(())
}
