use sync_runtime::{Shared, SharedLocked};

fn is_whole(stats: &Stats) -> bool {
    stats.requests.is_power_of_two()
}

#[derive(SharedLocked)]
#[shared(validate = is_whole)]
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
