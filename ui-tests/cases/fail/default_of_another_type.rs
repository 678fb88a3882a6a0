use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(default = "0")] //~ "0" =! expected `u32`, found `&str`
    errors: u32,
    #[shared(default)]
    retries: u32,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
