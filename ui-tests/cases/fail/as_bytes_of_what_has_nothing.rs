// known: rustc shows where the bound is written, in the source of the runtime
use sync_runtime::{Shared, SharedLocked};

struct Id(u128);

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = [u8; 16])]
    id: Id, //~ Id => this has to be `Clone`, with `into_bytes` and `from_bytes`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
