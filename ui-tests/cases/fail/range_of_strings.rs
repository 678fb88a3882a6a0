// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    names: std::ops::Range<String>, //~ std::ops::Range<String> => for text and lists, use `ArrayString<N>`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
