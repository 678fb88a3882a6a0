use sync_runtime::{Shared, SharedLocked};

struct String {
    bytes: [u8; 8],
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    name: String, //~ String => if `String` is a type of your own, add `#[derive(sync_runtime::Pod)]`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
