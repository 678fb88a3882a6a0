// A program: the former struct has lost its derive.
// known: rustc shows which of the program's own types have the derive
use sync_runtime::{Shared, SharedLocked, SyncError};

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
        .upgrade_from::<Metrics>(Stats::from) //~ upgrade_from or Metrics => add `#[derive(sync_runtime::SharedLocked)]` to it
        .open("stats")?;
    stats.with_lock(|stats| stats.requests += 1)?;
    Ok(())
}
