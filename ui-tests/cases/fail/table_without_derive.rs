// A program: a table of jobs without the derive.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{SyncError, Table};

struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::create("stats", 10, |_| Job { attempts: 0, done: false })?; //~ Table::<Job> => add `#[derive(sync_runtime::SharedLocked)]` to it
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
