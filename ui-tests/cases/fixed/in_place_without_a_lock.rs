use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(in_place)]
#[shared(timeout_ms = 250)]
struct Stats {
    requests: u64,
}

fn main() {}
