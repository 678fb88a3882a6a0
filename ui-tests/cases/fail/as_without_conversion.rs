use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Id(u64);

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = u64)]
    id: Id, //~ Id => name two functions: `#[shared(as = u64, into = …, from = …)]`
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
