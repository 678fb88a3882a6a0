use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats(u64, [u8; 32], usize);

fn main() {}
