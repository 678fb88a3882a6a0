use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    let requests = stats.with_lock(|stats| &mut stats.requests).unwrap(); //~ &mut stats.requests =! returning this value requires that
    *requests += 1;
}
