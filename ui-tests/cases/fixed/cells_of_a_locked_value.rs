use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::anonymous(Stats { requests: 0 }).unwrap();
    stats.cells();
}
