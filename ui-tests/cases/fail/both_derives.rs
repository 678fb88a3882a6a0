// known: the coherence check speaks before any derive is asked for its opinion, and names the derive that wrote the impl
use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod, SharedLocked)] //~ SharedLocked =! conflicting implementations of trait `Pod`
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
