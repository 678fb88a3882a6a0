use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    first: String,  //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
    second: String, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
