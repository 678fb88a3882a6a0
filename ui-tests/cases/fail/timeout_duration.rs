use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(timeout = Duration::from_secs(2))] //~ Duration::from_secs(2) => write `timeout_ms = 2000`
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1 }).unwrap();
    println!("{}", stats.load().unwrap().requests);
}
