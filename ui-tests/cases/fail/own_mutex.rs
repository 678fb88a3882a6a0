use sync_runtime::{Shared, SharedLocked};

struct Mutex {
    held: bool,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    owner: Mutex, //~ Mutex => if `Mutex` is a type of your own, add `#[derive(sync_runtime::Pod)]`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
