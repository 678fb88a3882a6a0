use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    let guard = stats.get_lock().unwrap();
    guard.update(|stats| stats.requests += 1).unwrap();
}
