use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    let mut guard = stats.get_lock().unwrap();
    guard.requests += 1; //~ requests =! no field `requests` on type `RecursiveGuard<
}
