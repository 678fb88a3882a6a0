use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(timout_ms = 250)] //~ timout_ms => did you mean `timeout_ms`?
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::anonymous(Stats { requests: 1 }).unwrap();
    println!("{}", stats.load().unwrap().requests);
}
