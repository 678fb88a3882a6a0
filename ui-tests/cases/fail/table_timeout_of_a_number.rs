// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::options().timeout(5).open("stats")?; //~ 5 or timeout => write a `Duration`, such as `std::time::Duration::from_secs(5)`
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
