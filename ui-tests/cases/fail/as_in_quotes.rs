use sync_runtime::{Shared, SharedLocked};

#[derive(Clone, Copy)]
struct Id(u64);

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(as = "u64")] //~ "u64" => without quotes: write `as = [u8; 16]`
    id: Id,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
