use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    #[shared(default)]
    title: String, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
    #[shared(default)]
    errors: u32,
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
