// A program: a table of parts.
// known: where the type is written out, neither the handle nor its function exists for the compiler (E0277, E0599); and it shows where the bounds are written
use sync_runtime::{Pod, SyncError, Table};

#[derive(Pod)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::create("stats", 10, |_| Job { attempts: 0, done: false })?; //~ Table::<Job> => if it has `#[derive(Pod)]`, which makes it a part of a shared struct, replace that
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
