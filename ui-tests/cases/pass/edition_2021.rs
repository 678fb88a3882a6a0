// edition 2021
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Gauges {
    gen: f64,
}

fn main() {
    let gauges = Shared::anonymous(Gauges { gen: 20.0 }).unwrap();
    gauges.store(Gauges { gen: 21.0 }).unwrap();
    assert!(gauges.load().unwrap().gen > 20.5);
}
