use arrayvec::ArrayString;
use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    pixels: [u8; 1 << 20],
    #[shared(default)]
    name: ArrayString<64>,
}

fn main() {
    Shared::<Frame>::unlink("frame").ok();
}
