use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = in_place)] //~ in_place => write `#[shared(in_place)]`
struct Stats {
    requests: u64,
}

fn main() {}
