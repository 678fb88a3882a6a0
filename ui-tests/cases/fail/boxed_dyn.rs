use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    shape: Box<dyn Send>, //~ Box<dyn Send> => use an enum with `#[derive(sync_runtime::Pod)]` that says which type is meant
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
