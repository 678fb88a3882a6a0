use facade::OrderedFloat;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    load: OrderedFloat<f64>, //~ OrderedFloat<f64> => keep it, with `#[shared(as = f64)]` above the field
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
