// A program: the whole table is locked.
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    jobs.with_lock(|jobs| jobs[3].attempts += 1)?; //~ with_lock =! no method named `with_lock` found for struct `Table<T>`
    Ok(())
}
