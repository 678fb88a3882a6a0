use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    longest: Duration, //~ Duration => store the field as one number: `#[shared(as = u64
}

fn main() {
    let stats = Shared::anonymous(Stats { longest: Duration::ZERO }).unwrap();
    stats.load().unwrap();
}
