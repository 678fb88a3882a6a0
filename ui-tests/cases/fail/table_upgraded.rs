use sync_runtime::{SharedLocked, SyncError, Table};

#[derive(SharedLocked)]
struct Job {
    attempts: u32,
    done: bool,
}

fn main() -> Result<(), SyncError> {
    let jobs = Table::<Job>::options().upgrade_from::<u32>(|attempts| Job { attempts, done: false }).open("stats")?; //~ upgrade_from =! no method named `upgrade_from` found for struct `TableOptions<T>`
    jobs.at(3)?.with_lock(|job| job.attempts += 1)?;
    Ok(())
}
