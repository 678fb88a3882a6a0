//! As large as a value can be: 65536 bytes.

use sync_runtime::{Shared, SharedLocked};

#[derive(SharedLocked)]
struct Largest {
    numbers: [u64; 8 * 1024 - 1],
    bytes: [u8; 8],
}

fn main() {
    let largest = Shared::anonymous(Largest { numbers: [7; 8191], bytes: *b"12345678" }).unwrap();
    let largest = largest.load().unwrap();
    assert_eq!((largest.numbers[8190], largest.bytes[7]), (7, b'8'));
}
