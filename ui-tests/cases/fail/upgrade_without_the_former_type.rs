// A program: an upgrade by `From`.
// known: to the compiler each thing that follows from an unknown type is an error of its own (E0283, E0284); the first of three names the parameter
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(SharedLocked)]
struct Metrics {
    requests: u64,
}

impl From<Metrics> for Stats {
    fn from(former: Metrics) -> Self {
        Self { requests: former.requests, errors: 0 }
    }
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    errors: u32,
}

fn main() -> Result<(), SyncError> {
    let stats = Shared::<Stats>::options().upgrade_from(Stats::from).open("stats")?; //~ upgrade_from =! cannot infer type for type parameter `Former` declared on the method `upgrade_from`
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
