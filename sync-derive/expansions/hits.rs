#[derive(SharedLocked)]
struct Hits {
    count: u64,
    #[shared(default = 1)]
    step: u32,
}
