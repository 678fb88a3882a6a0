use sync_runtime::{LockGuard, Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
}

fn lock() -> LockGuard<'static, Stats> {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.get_lock().unwrap() //~ stats.get_lock().unwrap() =! returns a value referencing data owned by the current function
}

fn main() {
    lock().requests += 1;
}
