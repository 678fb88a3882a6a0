use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(in_place)]
struct Stats {
    requests: u64,
}

fn main() {}
