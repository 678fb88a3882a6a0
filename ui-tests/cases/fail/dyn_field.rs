use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    shape: dyn Send, //~ dyn Send => use an enum without data that says which type is meant
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
