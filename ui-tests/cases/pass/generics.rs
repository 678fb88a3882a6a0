//! Parameters with bounds, defaults, where-clauses, and constants.

use std::marker::PhantomData;
use sync_runtime::{Pod, Shared, SharedLocked};

#[derive(Pod, Clone, Copy)]
struct Ring<T: Pod + Copy = u8, const N: usize = 4>
where
    T: PartialEq,
{
    items: [T; N],
    used: u16,
    last: Option<T>,
}

#[derive(SharedLocked)]
#[shared(timeout = never)]
struct Log<T, U: Pod, Unit: Send + 'static>
where
    T: Pod + Copy + PartialEq,
    Self: Sized,
{
    ring: Ring<T, 3>,
    other: (U, Ring),
    unit: PhantomData<Unit>,
}

struct Metre;

fn push<T: Pod + Copy + PartialEq>(log: &Shared<Log<T, bool, Metre>>, item: T) {
    log.with_lock(|log| {
        log.ring.items[usize::from(log.ring.used)] = item;
        log.ring.used += 1;
        log.ring.last = Some(item);
    })
    .unwrap();
}

fn main() {
    let ring = Ring { items: [0u64; 3], used: 0, last: None };
    let other = (true, Ring { items: [1u8; 4], used: 0, last: None });
    let log = Shared::anonymous(Log { ring, other, unit: PhantomData }).unwrap();
    push(&log, 7);
    let log = log.load().unwrap();
    assert_eq!((log.ring.items, log.ring.last, log.other.0), ([7, 0, 0], Some(7), true));
    assert_eq!(log.other.1.items, [1; 4]);
}
