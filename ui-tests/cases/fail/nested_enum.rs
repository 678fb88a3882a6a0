use sync_runtime::{Shared, SharedLocked};

enum Mode {
    Idle,
    Serving,
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    mode: Mode, //~ Mode => and `#[repr(u8)]` if its variants have numbers
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
