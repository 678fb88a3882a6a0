use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    last: [Option<u32>; 2], //~ [Option<u32>; 2] => remove `lock = none` above the struct
}

fn main() {
    let stats = Shared::<Stats>::anonymous(Stats { last: [None; 2] }).unwrap();
    stats.load().unwrap();
}
