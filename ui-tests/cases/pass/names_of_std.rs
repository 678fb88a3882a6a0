//! Types of one's own that are called like types that cannot be shared.

use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod, Debug, PartialEq)]
struct Mutex<T: Pod>(T);

#[derive(Pod, Debug, PartialEq)]
struct Cell {
    alive: bool,
}

#[derive(Pod, Debug, PartialEq)]
struct Instant(u64);

#[derive(Pod, Debug, PartialEq)]
struct AtomicU64(u64);

#[derive(Pod, Debug, PartialEq)]
struct Vec<T: Pod, const N: usize> {
    items: [T; N],
    len: u8,
}

#[derive(SharedLocked, Debug, PartialEq)]
struct World<T: Pod> {
    cells: [[Cell; 2]; 2],
    mutex: Mutex<u8>,
    nested: Option<Mutex<Mutex<T>>>,
    instant: Instant,
    list: Vec<T, 3>,
    atomic: AtomicU64,
}

fn world() -> World<u16> {
    let row = || [Cell { alive: true }, Cell { alive: false }];
    World {
        cells: [row(), row()],
        mutex: Mutex(1),
        nested: Some(Mutex(Mutex(2))),
        instant: Instant(3),
        list: Vec { items: [4; 3], len: 3 },
        atomic: AtomicU64(5),
    }
}

fn main() {
    assert_eq!(Shared::anonymous(world()).unwrap().load().unwrap(), world());
}
