use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    requests: u64,
    bytes: u128, //~ u128 => `lock = none` takes numbers
}

fn main() {}
