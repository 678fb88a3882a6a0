use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [u8; 1 << 20],
    #[shared(default)] //~ default => cannot be upgraded: remove `default` here, or `in_place`
    dropped: u32,
}

fn main() {
    Shared::<Frame>::unlink("frame").ok();
}
