use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    samples: [u8], //~ [u8] => use `ArrayVec<u8, N>` (feature `arrayvec`)
}

fn main() {}
