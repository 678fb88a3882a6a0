// known: rustc shows where the bound is written, in the source of the runtime
use arrayvec::ArrayVec;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    names: ArrayVec<String, 4>, //~ ArrayVec<String, 4> => for text and lists, use `ArrayString<N>`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
