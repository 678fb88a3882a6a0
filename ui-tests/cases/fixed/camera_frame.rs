// A program: a frame of a camera.
use sync_runtime::SharedLocked;

#[derive(SharedLocked)]
struct Frame {
    number: u64,
    pixels: [[u8; 64]; 48],
}

fn main() {}
