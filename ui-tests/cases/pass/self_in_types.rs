//! `Self` in a field's type means the struct that the user wrote.

use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(SharedLocked)]
struct Buffer {
    bytes: [u8; Self::LEN],
    twice: [[u8; Self::LEN * 2]; 2],
    used: <Self as Counted>::Count,
}

impl Buffer {
    const LEN: usize = 5;
}

trait Counted {
    type Count;
}

impl Counted for Buffer {
    type Count = u32;
}

#[derive(Pod)]
struct Generic<T>
where
    T: Counted,
    T::Count: Pod,
{
    count: T::Count,
    other: <T as Counted>::Count,
}

fn main() {
    let buffer = Shared::anonymous(Buffer { bytes: [1; 5], twice: [[2; 10]; 2], used: 3 }).unwrap().load().unwrap();
    assert_eq!((buffer.bytes, buffer.twice[1], buffer.used), ([1; 5], [2; 10], 3));
    let generic = Shared::anonymous((Generic::<Buffer> { count: 1, other: 2 },)).unwrap().load().unwrap().0;
    assert_eq!((generic.count, generic.other), (1, 2));
}
