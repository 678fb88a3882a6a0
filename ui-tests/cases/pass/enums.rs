//! Numbers of every size and sign, given and counted, by constants and expressions; nothing is asked but `repr`.

use sync_runtime::{Pod, Shared, SharedLocked};

const FIRST: i64 = i64::MIN;

#[derive(Pod, Debug, PartialEq)]
#[repr(i64)]
enum Far {
    First = FIRST,
    Second,
    Third = -(1 << 40),
    Last = i64::MAX,
}

#[derive(Pod, Debug, PartialEq)]
#[repr(u64, align(16))]
enum Large {
    Small,
    Huge = u64::MAX,
}

#[derive(SharedLocked, Debug, PartialEq)]
#[repr(i8)]
#[shared(timeout_ms = 10)]
enum Alone {
    Negative = -1,
    Zero,
    One,
}

fn main() {
    for (far, large) in [(Far::First, Large::Huge), (Far::Second, Large::Small), (Far::Third, Large::Huge)] {
        let pair = Shared::anonymous((far, large)).unwrap();
        pair.with_lock(|pair| pair.0 = Far::Last).unwrap();
        assert_eq!(pair.load().unwrap().0, Far::Last);
    }
    let alone = Shared::anonymous(Alone::Negative).unwrap();
    assert_eq!(alone.load().unwrap(), Alone::Negative);
    alone.store(Alone::One).unwrap();
    assert_eq!(alone.load().unwrap(), Alone::One);
    assert_ne!(Alone::Zero, Alone::One);
}
