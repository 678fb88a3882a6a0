// A program: a reader without the derive.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{SharedReader, SyncError};

struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let job = SharedReader::<Job>::open("stats")?; //~ SharedReader::<Job> => add `#[derive(sync_runtime::SharedLocked)]` to it
    println!("{}", job.load()?.attempts);
    Ok(())
}
