// A program: the derive is not imported.
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn main() {
    let _ = Shared::<Stats>::open("stats");
}
