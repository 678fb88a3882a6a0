use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = spin, timeout_ms = 0, priority_inherit = yes)]
//~ spin => use `mutex`, `recursive` or `none`
//~ 0 => use 1 or more
//~ yes => write `priority_inherit`
struct Stats {
    requests: u64,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
