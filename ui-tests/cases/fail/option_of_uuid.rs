use facade::Uuid;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    last: Option<Uuid>, //~ Uuid => use a struct `#[derive(sync_runtime::Pod)] struct Part(#[shared(as = [u8; 16])] Uuid);` here
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
