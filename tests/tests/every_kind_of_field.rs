//! Random bytes in the place of every kind of field: a value that goes round, or an error that
//! names the field.
//!
//! Bytes of one, such as tags, are tried exhaustively, the rest at random: 1,500 times here, a
//! million times with `SYNC_TESTS_FULL=1 cargo test --release -p tests --test every_kind_of_field`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by a panic")]
#![allow(clippy::trivially_copy_pass_by_ref, reason = "these functions are given references")]

use arrayvec::{ArrayString, ArrayVec};
use chrono::{DateTime, Utc};
use ordered_float::NotNan;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::cmp::{Ordering, Reverse};
use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::{Range, RangeInclusive};
use std::time::{Duration, SystemTime};
use sync_runtime::{Pod, ProcessId, Shared, SharedLocked, SyncError, zeroed};
use tests::{Forged, Name};
use uuid::Uuid;

#[derive(SharedLocked, Debug)]
struct Whole<T: Pod> {
    before: u64,
    value: Option<T>,
    after: u64,
}

/// How many bytes were a value, how many were not.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Count {
    values: usize,
    errors: usize,
}

/// Tries bytes in the place of a `T`. None of them is dropped or kept: each is stored again, and
/// compared.
fn attack<T: Pod + Debug>(kind: &str) -> Count {
    let name = Name::new("kind");
    let shared = Shared::create(name.as_str(), Whole::<T> { before: !0, value: None, after: !0 }).unwrap();
    let forged = Forged::open(&name);
    let start = forged.value_with(&u64::MAX.to_ne_bytes());
    let (tag, after) = (start + forged.offset_of("value"), start + forged.offset_of("after"));
    let mut random = SmallRng::seed_from_u64(kind.len() as u64);
    let full = std::env::var_os("SYNC_TESTS_FULL").is_some();
    let mut count = Count::default();
    for turn in 0..if full { 1_000_000 } else { 1_500_u32 } {
        let mut bytes = vec![0; usize::try_from(after - tag).unwrap()];
        // All kinds of bytes: any, and such as are near to those of a value.
        match turn % 3 {
            0 => random.fill(bytes.as_mut_slice()),
            1 => bytes.iter_mut().for_each(|byte| *byte = random.random_range(0..8)),
            _ => bytes.iter_mut().for_each(|byte| *byte = u8::from(random.random_range(0..8) == 0)),
        }
        // The tag of the option around it, and each byte that the first one inside can be.
        bytes[0] = u8::from(turn % 64 != 0);
        if let Some(first) = bytes.get_mut(align_of::<T::Layout>())
            && turn % 5 != 0
        {
            *first = turn.to_le_bytes()[0];
        }
        forged.write(tag, &bytes);
        match shared.load() {
            Ok(Whole { before, value, after }) => {
                let text = format!("{value:?}");
                assert_eq!((before, after), (!0, !0));
                // The slot that was forged is not the one that this is written to.
                shared.store(Whole { before, value, after }).unwrap();
                assert_eq!(format!("{:?}", shared.load().unwrap().value), text, "{kind}");
                shared.store(Whole { before, value: None, after }).unwrap();
                count.values += 1;
            }
            Err(SyncError::Corrupt { field, .. }) => {
                assert!(field.starts_with("value"), "{kind}: {field}");
                let error = shared.with_lock(|_| ()).unwrap_err();
                assert!(matches!(error, SyncError::Corrupt { .. }), "{kind}: {error:?}");
                count.errors += 1;
            }
            Err(other) => panic!("{kind}: {other:?}"),
        }
    }
    println!("{kind:<40} {:>8} values, {:>8} errors", count.values, count.errors);
    count
}

/// Types of which any bytes are a value, and those of which some are not.
macro_rules! kinds {
    (any: $($any:ty),*; some: $($some:ty),* $(,)?) => {
        $(assert_eq!(attack::<$any>(stringify!($any)).errors, 0);)*
        $({
            let count = attack::<$some>(stringify!($some));
            assert!(count.values > 0 && count.errors > 0, "{}: {count:?}", stringify!($some));
        })*
    };
}

#[derive(Pod, Debug)]
struct Endpoint {
    address: [u8; 4],
    port: u16,
}

#[derive(Pod, Debug)]
enum Mode {
    Off,
    PerSecond(u32),
    Window { rate: u32, every: Duration },
    Deep(Option<Level>, [bool; 2]),
}

#[derive(Pod, Debug)]
#[repr(i16)]
enum Level {
    Low = -1,
    High = 255,
}

#[derive(Pod, Debug)]
struct Foreign {
    #[shared(as = [u8; 16])]
    id: Uuid,
    #[shared(as = i64, into = DateTime::timestamp_micros, from = DateTime::from_timestamp_micros)]
    seen: DateTime<Utc>,
    #[shared(as = f64)]
    share: NotNan<f64>,
    #[shared(validate = is_small)]
    small: u8,
}

fn is_small(small: &u8) -> bool {
    *small < 10
}

#[test]
fn numbers_and_what_is_made_of_them() {
    kinds! {
        any: u8, u16, u32, u64, u128, i8, i16, i32, i64, i128, usize, isize, f32, f64,
            Wrapping<u32>, Saturating<i64>, Reverse<u8>, Range<u16>, Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6,
            [u64; 7], [[u8; 3]; 5], (u8, u64, u16), Endpoint, [Endpoint; 3];
        some: bool, char, NonZero<u8>, NonZero<i128>, Ordering, RangeInclusive<i32>, Duration, SystemTime
    }
}

#[test]
fn addresses_processes_options_enums_texts_lists_and_foreign_types() {
    kinds! {
        any: ;
        some: IpAddr, SocketAddr, ProcessId, Option<u32>, Option<Option<char>>, [bool; 5], (bool, u64, char),
            Level, Mode, [Mode; 3], ArrayString<7>, ArrayString<1>, ArrayVec<u8, 5>, ArrayVec<Mode, 2>,
            ArrayVec<ArrayString<3>, 3>, Option<ArrayVec<Option<bool>, 4>>, Foreign,
    }
}

/// What begins as zeroes is what `zeroed` says, or an error that names the field.
#[test]
fn zeroes() {
    #[derive(Pod, Debug)]
    struct Large {
        numbers: [u64; 1024],
        bytes: [u8; 100],
        mode: Mode,
        text: ArrayString<100>,
        level: Option<Level>,
    }
    let large = zeroed::<Large>().unwrap();
    assert!(matches!(large, Large { mode: Mode::Off, level: None, .. }));
    assert_eq!((large.numbers, large.bytes, large.text.as_str()), ([0; 1024], [0; 100], ""));
    let error = zeroed::<(u8, [Level; 2])>().unwrap_err();
    assert!(matches!(&error, SyncError::Corrupt { field, .. } if &**field == "1[0]"), "{error:?}");
    let error = zeroed::<Option<ProcessId>>().and_then(|_| zeroed::<ProcessId>()).unwrap_err();
    assert!(matches!(&error, SyncError::Corrupt { field, .. } if &**field == "pid"), "{error:?}");
}
