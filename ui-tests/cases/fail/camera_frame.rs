// A program: a frame of a camera.
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Frame {
    number: u64,
    pixels: [[u8; 640]; 480], //~ [[u8; 640]; 480] => change it in place, with `#[shared(in_place)]`
}

fn main() {}
