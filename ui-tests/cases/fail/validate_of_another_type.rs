use sync_runtime::{Shared, SharedLocked};

fn is_small(small: &u16) -> bool {
    *small < 10
}

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(validate = is_small)] //~ is_small => this has to be a `fn(&u8) -> bool`
    small: u8,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
