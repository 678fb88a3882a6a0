use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    #[shared(validate = is_small)]
    requests: u64,
}

fn is_small(requests: &u64) -> bool {
    *requests < 100
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
