use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(timeout = never, timeout_ms = 250)] //~ timeout_ms => keep one of them
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1 }).unwrap();
    println!("{}", stats.load().unwrap().requests);
}
