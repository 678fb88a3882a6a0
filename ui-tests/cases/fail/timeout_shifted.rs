use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(timeout_ms = 1 << 10, lock = recursive)] //~ 1 << 10 => write `timeout_ms = 1024`
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1 }).unwrap();
    println!("{}", stats.load().unwrap().requests);
}
