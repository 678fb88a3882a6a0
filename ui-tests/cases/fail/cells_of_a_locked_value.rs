use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.cells(); //~ cells => use `with_lock`, or declare the struct with `#[shared(lock = none)]`
}
