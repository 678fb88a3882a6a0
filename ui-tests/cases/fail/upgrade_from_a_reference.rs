// A program: an upgrade of a number.
// known: the compiler shows the function that is called, with its place
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options()
        .upgrade_from::<u64>(|requests: &u64| Stats { requests: *requests, errors: 0 }) //~ upgrade_from =! expected closure signature `fn(_) -> _`
        .open("stats")?;
    println!("{}", stats.recoveries());
    Ok(())
}
