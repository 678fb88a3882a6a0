//! All options, alone and together.

use std::time::Duration;
use sync_runtime::{Shared, SharedLocked};

macro_rules! with {
    ($($name:ident: $($option:meta),*;)*) => {$(
        #[derive(SharedLocked)]
        #[shared($($option),*)]
        struct $name {
            value: u64,
        }

        const _: fn(&$name) -> &u64 = |whole| &whole.value;
    )*};
}

with! {
    Plain: ;
    Patient: timeout = never;
    Quick: timeout_ms = 1;
}

#[derive(SharedLocked)]
#[shared(lock = mutex, timeout_ms = 250, priority_inherit, crate = sync_runtime)]
struct Together {
    value: u64,
}

#[derive(SharedLocked)]
#[shared(lock = mutex)]
#[shared(timeout_ms = 1_000)]
#[shared(priority_inherit,)]
struct Apart {
    value: u64,
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Again {
    value: u64,
}

#[derive(SharedLocked)]
#[shared(lock = none)]
struct Loose {
    value: u64,
}

/// Functions that are called as options are.
#[derive(SharedLocked)]
#[shared(validate = Self::validate, timeout = never)]
struct Checked {
    #[shared(validate = Self::timeout, default = Self::default())]
    value: u64,
    #[shared(default = 1 << 3, validate = Self::lock)]
    bits: u8,
    #[shared(default = 1 < 2, validate = Self::always::<u8, 3>)]
    ready: bool,
}

impl Checked {
    fn lock(bits: &u8) -> bool {
        bits.count_ones() == 1
    }

    fn always<T, const N: u8>(_: &bool) -> bool {
        N == 3
    }

    fn validate(&self) -> bool {
        self.value < 3
    }

    fn timeout(value: &u64) -> bool {
        *value < 4
    }

    fn default() -> u64 {
        2
    }
}

fn main() {
    let checked = Shared::anonymous(Checked { value: Checked::default(), bits: 8, ready: true }).unwrap();
    let first = checked.load().unwrap();
    assert_eq!((first.value, first.bits, first.ready), (2, 8, true));
    checked.with_lock(|checked| checked.value = 3).unwrap();
    assert!(checked.load().is_err());
    let quick = Shared::anonymous(Quick { value: 1 }).unwrap();
    let guard = quick.get_lock().unwrap();
    assert_eq!(guard.value, 1);
    drop(guard);
    let _ = quick.get_lock_within(Duration::from_millis(1)).unwrap();
    let values = (Plain { value: 1 }, Patient { value: 1 }, Again { value: 1 }, Loose { value: 1 });
    assert_eq!(values.0.value + values.1.value + values.2.value + values.3.value, 4);
    assert_eq!(Together { value: 1 }.value + Apart { value: 1 }.value, 2);
}
