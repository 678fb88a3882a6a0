use sync_runtime::SharedLocked;
use arrayvec::ArrayString;

#[derive(SharedLocked)]
struct Stats {
    requests: u64,
    name: ArrayString<64>,
}

fn main() {}
