use sync_runtime::{Shared, SharedLocked};

#[derive(sync_runtime::Pod)]
struct Bits {
    number: u64,
    float: f64,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    bits: Bits,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
