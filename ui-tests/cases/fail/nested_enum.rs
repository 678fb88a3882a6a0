use sync_runtime::{Shared, SharedLocked};

enum Mode {
    Idle,
    Serving,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    mode: Mode, //~ Mode => for an enum without data `#[repr(u8)]`, too
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
