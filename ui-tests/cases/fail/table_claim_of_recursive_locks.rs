// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    if let Some((index, _)) = jobs.claim(|job| !job.done)? { //~ claim => remove that: `lock = mutex` is the default
        println!("{index}");
    }
    Ok(())
}
