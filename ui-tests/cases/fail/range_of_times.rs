// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    window: std::ops::RangeInclusive<std::time::SystemTime>, //~ std::ops::RangeInclusive<std::time::SystemTime> => use `Range<SystemTime>`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
