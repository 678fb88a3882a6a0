use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Stats {
    #[shared(validate = sorted)]
    latency: [u32; 4], //~ [u32; 4] => with `as` or `validate`, a field of a struct with `lock = none` is stored as one number
}

fn sorted(latency: &[u32; 4]) -> bool {
    latency.is_sorted()
}

fn main() {}
