// A program: a reader without the derive.
use sync_runtime::{SharedReader, SyncError};

#[derive(sync_runtime::SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let job = SharedReader::<Job>::open("stats")?;
    println!("{}", job.load()?.attempts);
    Ok(())
}
