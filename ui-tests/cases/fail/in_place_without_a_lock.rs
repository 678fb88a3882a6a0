use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(in_place)]
#[shared(lock = none, timeout_ms = 250)] //~ lock => remove `lock = none` or `in_place`
struct Stats {
    requests: u64,
}

fn main() {}
