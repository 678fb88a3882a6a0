// A program: the large array is in a part.
use sync_runtime::{Pod, SharedLocked};

#[derive(Pod)]
struct Pixels {
    bytes: [u8; 100_000],
}

#[derive(SharedLocked)]
struct Frame { //~ Frame => make its arrays shorter
    number: [u64; 1],
    pixels: Pixels,
}

fn main() {}
