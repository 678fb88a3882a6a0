use sync_runtime::{Shared, SharedLocked};

union Bits {
    number: u64,
    float: f64,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    bits: Bits, //~ Bits => a union cannot be shared: make it a struct
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
