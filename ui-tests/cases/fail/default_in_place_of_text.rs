use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    pixels: [u8; 1 << 20],
    #[shared(default)]
    name: String, //~ String => for text use `ArrayString<N>` (feature `arrayvec`)
}

fn main() {
    Shared::<Frame>::unlink("frame").ok();
}
