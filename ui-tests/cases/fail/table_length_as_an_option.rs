use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::options().len(10).open("stats")?; //~ len =! no method named `len` found for struct `TableOptions<T>`
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
