// A program: a table is made of one value.
// known: rustc shows where a closure is asked for, in the source of the runtime
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, Job { attempts: 0, done: false })?; //~ Job { attempts: 0, done: false } =! expected a `FnMut(usize)` closure, found `Job`
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
