//! `Array` and `RawArray`, as `_TestArray` has them.

use super::joined;
use sync_runtime::{Shared, SharedLocked, zeroed};
use tests::proof::fork::Fork;

const SEQUENCE: [i32; 10] = [680, 626, 934, 821, 150, 233, 548, 982, 714, 831];

#[derive(SharedLocked)]
#[shared(lock = none)]
struct RawArray {
    elements: [i32; 10],
}

/// Each element becomes the sum of itself and those before it.
fn add_up(sequence: &mut [i32]) {
    for index in 1..sequence.len() {
        sequence[index] += sequence[index - 1];
    }
}

pub(super) fn run() {
    let mut expected = SEQUENCE;
    let array = Shared::<[i32; 10]>::anonymous(SEQUENCE).unwrap();
    let raw = Shared::anonymous(RawArray { elements: SEQUENCE }).unwrap();
    let loaded = array.load().unwrap();
    assert_eq!((loaded.len(), loaded[3], &loaded[2..7]), (10, SEQUENCE[3], &SEQUENCE[2..7]));

    // A part of it.
    expected[4..8].copy_from_slice(&[1, 2, 3, 4]);
    array.with_lock(|array| array[4..8].copy_from_slice(&[1, 2, 3, 4])).unwrap();
    let mut elements = raw.load().unwrap().elements;
    elements[4..8].copy_from_slice(&[1, 2, 3, 4]);
    raw.store(RawArray { elements }).unwrap();
    assert_eq!((array.load().unwrap(), raw.load().unwrap().elements), (expected, expected));

    // All of it, in another process.
    add_up(&mut expected);
    joined(vec![Fork::free(|| {
        array.with_lock(|array| add_up(array)).unwrap();
        let mut elements = raw.load().unwrap().elements;
        add_up(&mut elements);
        raw.store(RawArray { elements }).unwrap();
    })]);
    assert_eq!((array.load().unwrap(), raw.load().unwrap().elements), (expected, expected));

    // Made by its size: zeroes, also where memory was used before.
    for _ in 0..3 {
        let array = Shared::<[i32; 10]>::anonymous(zeroed().unwrap()).unwrap();
        assert_eq!(array.load().unwrap(), [0; 10]);
        array.store([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        assert_eq!(array.load().unwrap().iter().sum::<i32>(), 45);
    }
}
