use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(locks = mutex)] //~ locks => did you mean `lock`?
struct Stats {
    requests: u64,
    name: String,      //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
    samples: Vec<f64>, //~ Vec<f64> => use `ArrayVec<f64, N>` (feature `arrayvec`)
}

fn main() {
    let stats = Shared::<Stats>::open("stats").unwrap();
    stats.with_lock(|stats| stats.requests += 1).unwrap();
}
