use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(priority_inherit)]
struct Stats {
    requests: u64,
    #[shared(default = 5)] //~ default => remove `default` here, or `priority_inherit`
    errors: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
