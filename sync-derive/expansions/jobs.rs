#[derive(SharedLocked)]
#[shared(in_place)]
struct Jobs {
    next: u64,
    frame: [u8; 1 << 20],
    jobs: [Job; 10_000],
}
