use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Stats {
    #[shared(validate = sorted)]
    latency: [u32; 4],
}

fn sorted(latency: &[u32; 4]) -> bool {
    latency.is_sorted()
}

fn main() {}
