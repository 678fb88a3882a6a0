// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::anonymous(Stats { requests: 0 }).unwrap();
    stats.cells(); //~ cells => use `with_lock`, or declare the struct with `#[shared(lock = none)]`
}
