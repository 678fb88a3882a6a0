//! `#[shared(lock = none)]`: each number whole, nothing promised across them, and no waiting.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use sync_runtime::{Shared, SharedLocked, SyncError};
use tests::Name;

const ONES: u64 = u64::MAX;

#[derive(SharedLocked, Debug, Clone, Copy, PartialEq)]
#[shared(lock = none)]
struct Loose {
    wide: [u64; 8],
    real: f64,
    small: u16,
}

const LOW: Loose = Loose { wide: [0; 8], real: 1.0, small: 0 };
const HIGH: Loose = Loose { wide: [ONES; 8], real: -1e300, small: u16::MAX };

#[test]
fn load_and_store() {
    let name = Name::new("loose");
    let shared = Shared::create(name.as_str(), LOW).unwrap();
    let same = Shared::<Loose>::open(name.as_str()).unwrap();
    assert_eq!(same.load().unwrap(), LOW);
    same.store(HIGH).unwrap();
    assert_eq!(shared.load().unwrap(), HIGH);
}

#[test]
fn each_number_is_whole() {
    const TIMES: u32 = 100_000;
    let shared = Shared::anonymous(LOW).unwrap();
    let done = AtomicBool::new(false);
    let mixed = thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..TIMES {
                shared.store(LOW).unwrap();
                shared.store(HIGH).unwrap();
            }
            done.store(true, Relaxed);
        });
        let mut found = HashSet::new();
        while !done.load(Relaxed) {
            let Loose { wide, real, small } = shared.load().unwrap();
            assert!(wide.iter().all(|word| [0, ONES].contains(word)), "{wide:x?}");
            assert!([LOW.real, HIGH.real].contains(&real), "{real}");
            assert!([0, u16::MAX].contains(&small), "{small}");
            found.insert((wide, real.to_bits(), small));
        }
        found.len()
    });
    println!("{mixed} mixtures of the two values were seen");
    assert_eq!(shared.load().unwrap(), HIGH);
}

#[test]
fn with_a_lock_it_is_another_type() {
    #[derive(SharedLocked, Debug)]
    struct Loose {
        wide: [u64; 8],
        real: f64,
        small: u16,
    }
    let name = Name::new("kind");
    let _shared = Shared::create(name.as_str(), LOW).unwrap();
    let opened = Shared::<Loose>::open(name.as_str());
    assert!(matches!(opened, Err(SyncError::LayoutMismatch { .. })), "{opened:?}");
}

/// Two values, in both of which all numbers have the same bits.
macro_rules! elements {
    ($($name:ident: $number:ty, $len:literal;)*) => {$(
        mod $name {
            use super::*;

            #[derive(SharedLocked, Clone, Copy)]
            #[shared(lock = none)]
            struct Elements {
                flag: bool,
                numbers: [$number; $len],
                end: $number,
            }

            #[derive(SharedLocked, Clone, Copy)]
            #[shared(lock = none)]
            struct Plain {
                numbers: [$number; $len],
            }

            #[test]
            fn each_element_is_whole() {
                let (low, high) = ([0; $len], [<$number>::MAX; $len]);
                torn(Plain { numbers: low }, Plain { numbers: high }, |now| now.numbers.to_vec());
                let other = Elements { flag: true, numbers: high, end: <$number>::MAX };
                torn(Elements { flag: false, numbers: low, end: 0 }, other, |now| {
                    now.numbers.into_iter().chain([now.end]).collect()
                });
            }

            fn torn<T: SharedLocked + Copy + Sync>(low: T, high: T, numbers: impl Fn(T) -> Vec<$number>)
            where
                T::Lock: sync_runtime::Storable<T>,
            {
                let shared = Shared::anonymous(low).unwrap();
                let done = AtomicBool::new(false);
                thread::scope(|scope| {
                    scope.spawn(|| {
                        for _ in 0..5_000 {
                            shared.store(low).unwrap();
                            shared.store(high).unwrap();
                        }
                        done.store(true, Relaxed);
                    });
                    while !done.load(Relaxed) {
                        let numbers = numbers(shared.load().unwrap());
                        let torn: Vec<_> = numbers.iter().filter(|number| ![0, <$number>::MAX].contains(number)).collect();
                        assert!(torn.is_empty(), "{torn:x?}");
                    }
                });
            }
        }
    )*};
}

elements! {
    few_halves: u16, 5;
    halves: u16, 65;
    few_words: u32, 3;
    words: u32, 67;
    few_longs: u64, 2;
    longs: u64, 300;
    bytes: u8, 13;
}
