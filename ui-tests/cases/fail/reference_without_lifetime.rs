// known: a reference without a lifetime is no Rust (E0106), whatever is derived, and the compiler advises to add one, which does not help here; ours comes first
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    name: &str, //~ &str => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
