// A program: a frame of a camera.
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
#[shared(in_place)]
struct Frame {
    number: u64,
    pixels: [[u8; 640]; 480],
}

fn main() {}
