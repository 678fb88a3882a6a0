// known: rustc shows where the method is declared
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    let index = 3_u32;
    jobs.at(index)?.with_lock(|job| job.attempts += 1)?; //~ index =! you can convert a `u32` to a `usize`
    Ok(())
}
