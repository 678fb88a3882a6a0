// known: rustc shows where the bound of `with_lock` is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap(); //~ with_lock => use `load` and `store`, or remove `lock = none`
}
