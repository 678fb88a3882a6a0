//! `Value` and `RawValue`, as `_TestValue` has them.
//!
//! A type code that there is not, a lock that is none, and asking a value without a lock for its
//! lock are no errors of a running program here: they do not compile (`ui-tests`).

use super::{LONG, joined};
use sync_runtime::{Shared, SharedLocked};
use tests::proof::fork::Fork;

/// The types that Python tries, and two more.
pub(super) fn run() {
    macro_rules! each {
        ($($type:ty: $first:expr, $second:expr;)*) => {$({
            #[derive(SharedLocked)]
            #[shared(lock = none)]
            struct RawValue {
                value: $type,
            }
            let (value, raw) = (
                Shared::<$type>::anonymous($first).unwrap(),
                Shared::anonymous(RawValue { value: $first }).unwrap(),
            );
            assert!(value.load().unwrap() == $first && raw.load().unwrap().value == $first);
            joined(vec![Fork::free(|| {
                value.store($second).unwrap();
                raw.store(RawValue { value: $second }).unwrap();
            })]);
            assert!(value.load().unwrap() == $second && raw.load().unwrap().value == $second);
        })*};
    }
    each! {
        i32: 4343, 24234;
        f64: 3.625, -4.25;
        i16: -232, 234;
        i64: 1 << 33, 1 << 34;
        u8: b'x', b'y';
        char: 'x', 'y';
        bool: false, true;
    }
    by_its_lock();
    one_lock_for_two();
}

/// `get_lock` and `get_obj`: `value.get_lock()` guards, and gives the object.
fn by_its_lock() {
    const TIMES: i32 = 200;
    let value = Shared::<i32>::anonymous(5).unwrap();
    let add = || {
        for _ in 0..TIMES {
            let mut object = value.get_lock_within(LONG).unwrap();
            *object += 1;
        }
    };
    let processes = (0..4).map(|_| Fork::free(add)).collect();
    add();
    joined(processes);
    assert_eq!(value.load().unwrap(), 5 + 5 * TIMES);
}

/// Python hands one lock to several values. Here they are the parts of one, and change together.
fn one_lock_for_two() {
    let both = Shared::<(i32, f64)>::anonymous((5, 0.5)).unwrap();
    joined(vec![Fork::free(|| {
        let mut guard = both.get_lock().unwrap();
        guard.0 += 1;
        guard.1 *= 2.0;
    })]);
    let (number, half) = both.load().unwrap();
    assert!(number == 6 && half.total_cmp(&1.0).is_eq());
}
