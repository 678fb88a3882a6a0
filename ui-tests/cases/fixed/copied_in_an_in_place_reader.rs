use sync_runtime::{SharedLocked, SharedReader, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = SharedReader::<Stats>::open("stats")?;
    println!("{:?}", stats.version());
    Ok(())
}
