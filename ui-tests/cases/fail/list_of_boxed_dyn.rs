use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    handlers: Vec<Box<dyn Handler>>, //~ Vec<Box<dyn Handler>> => use `ArrayVec<Kind, N>` (feature `arrayvec`), or `[Kind; N]` and a `usize` for how many are used, where `Kind` is an enum with `#[derive(sync_runtime::Pod)]`
}

trait Handler {
    fn handle(&self) -> u64;
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
