use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
#[shared(lock = mutex)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::anonymous(10, |_| Job { attempts: 0, done: false })?;
    if let Some((index, _)) = jobs.claim(|job| !job.done)? {
        println!("{index}");
    }
    Ok(())
}
