// A program: the large array is in a part.
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Pixels {
    bytes: [u8; 1_000],
}

#[derive(SharedLocked)]
struct Frame {
    number: [u64; 1],
    pixels: Pixels,
}

fn main() {}
