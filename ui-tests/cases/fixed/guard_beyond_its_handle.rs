use sync_runtime::{LockGuard, Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn lock(stats: &Shared<Stats>) -> LockGuard<'_, Stats> {
    stats.get_lock().unwrap()
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    lock(&stats).requests += 1;
}
