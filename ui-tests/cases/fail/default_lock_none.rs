use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    #[shared(default)] //~ default => remove `default` here, or `lock = none`
    errors: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    assert!(stats.load().unwrap().requests < u64::MAX);
}
