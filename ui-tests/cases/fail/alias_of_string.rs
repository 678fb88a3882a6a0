use sync_runtime::{Shared, SharedLocked};

type Name = String;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    name: Name, //~ Name => for text and lists, use `ArrayString<N>`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
