// A program: the former struct has lost its derive.
use sync_runtime::{Shared, SharedLocked, SyncError};

#[derive(sync_runtime::SharedLocked)]
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
    let stats = Shared::<Stats>::options()
        .upgrade_from::<Metrics>(Stats::from)
        .open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
