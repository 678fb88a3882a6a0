use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = recursive, in_place)] //~ in_place => remove `lock = recursive` or `in_place`
struct Stats {
    requests: u64,
}

fn main() {}
