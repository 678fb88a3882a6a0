use sync_runtime::{Shared, SharedLocked};

fn is_small(small: &u8) -> bool {
    *small < 10
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(validate = "is_small")] //~ "is_small" => without quotes and arguments: write `validate = module::function`
    small: u8,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
