use sync_runtime::SharedLocked;
use arrayvec::ArrayVec;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    samples: ArrayVec<u8, 64>,
}

fn main() {}
