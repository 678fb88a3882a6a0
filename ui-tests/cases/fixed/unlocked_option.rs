use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Stats {
    last: [Option<u32>; 2],
}

fn main() {
    let stats = Shared::<Stats>::anonymous(Stats { last: [None; 2] }).unwrap();
    stats.load().unwrap();
}
