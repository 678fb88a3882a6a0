//! The options of fields, as the errors of their misuse advise to write them.
#![deny(warnings, clippy::all)]

use arrayvec::{ArrayString, ArrayVec};
use std::ops::{Range, RangeInclusive};
use std::time::{Duration, SystemTime};
use sync_runtime::{Pod, ProcessId, Shared, SharedLocked, monotonic, zeroed};

#[derive(Clone, Copy)]
struct Id(u64);

impl From<Id> for u64 {
    fn from(id: Id) -> Self {
        id.0
    }
}

impl From<u64> for Id {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

/// Bytes with functions in the place of conversions, as `uuid::Uuid` has them.
#[derive(Clone, Copy)]
struct Bytes([u8; 16]);

impl Bytes {
    const fn into_bytes(self) -> [u8; 16] {
        self.0
    }

    const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// Bytes with conversions, of which one can fail.
#[derive(Clone)]
struct Short(u8);

impl From<Short> for [u8; 2] {
    fn from(short: Short) -> Self {
        [short.0, 0]
    }
}

impl TryFrom<[u8; 2]> for Short {
    type Error = u8;

    fn try_from([short, rest]: [u8; 2]) -> Result<Self, u8> {
        if rest == 0 { Ok(Self(short)) } else { Err(rest) }
    }
}

mod of_another_crate {
    pub struct Level(pub i8);

    impl Level {
        pub fn get(&self) -> i8 {
            self.0
        }

        pub fn new(level: i8) -> Option<Self> {
            (level >= 0).then_some(Self(level))
        }
    }
}
use of_another_crate::Level;

#[derive(Pod)]
struct Pair(#[shared(as = u64)] Id, #[shared(validate = is_even)] u32);

#[derive(SharedLocked)]
#[shared(validate = Self::is_sound, lock = recursive)]
struct Everything {
    #[shared(as = u64)]
    id: Id,
    #[shared(as = [u8; 16])]
    bytes: Bytes,
    #[shared(as = [u8; 2])]
    short: Short,
    #[shared(as = i8, into = Level::get, from = Level::new)]
    level: Level,
    #[shared(validate = is_small)]
    small: u8,
    #[shared(default, validate = is_small)]
    younger: u8,
    #[shared(default = Some(3 + 4))]
    youngest: Option<u32>,
    /// Text, and commas between angle brackets.
    #[shared(as = ArrayVec<u8, 4>, into = listed, from = bytes_of)]
    list: [u8; 4],
    name: ArrayString<64>,
    names: ArrayVec<ArrayString<8>, 4>,
    pairs: ArrayVec<Pair, 2>,
    range: Range<SystemTime>,
    window: RangeInclusive<i32>,
    owner: Option<ProcessId>,
    started: Duration,
}

impl Everything {
    fn is_sound(&self) -> bool {
        self.small <= self.name.capacity() as u8
    }
}

fn is_even(number: &u32) -> bool {
    number.is_multiple_of(2)
}

fn is_small(small: &u8) -> bool {
    *small < 10
}

fn listed(bytes: &[u8; 4]) -> ArrayVec<u8, 4> {
    ArrayVec::from(*bytes)
}

fn bytes_of(list: ArrayVec<u8, 4>) -> Result<[u8; 4], ArrayVec<u8, 4>> {
    list.into_inner()
}

fn main() {
    let everything = Everything {
        id: Id(1),
        bytes: Bytes([2; 16]),
        short: Short(3),
        level: Level(4),
        small: 5,
        younger: 6,
        youngest: None,
        list: [7; 4],
        name: ArrayString::from("eight").unwrap(),
        names: ArrayVec::new(),
        pairs: [Pair(Id(9), 8)].into_iter().collect(),
        range: SystemTime::UNIX_EPOCH..SystemTime::now(),
        window: -1..=1,
        owner: ProcessId::current().ok(),
        started: monotonic(),
    };
    let everything = Shared::anonymous(everything).unwrap().load().unwrap();
    assert_eq!((everything.id.0, everything.bytes.0, everything.short.0, everything.level.0), (1, [2; 16], 3, 4));
    assert_eq!((everything.small, everything.younger, everything.youngest, everything.list), (5, 6, None, [7; 4]));
    assert_eq!((everything.name.as_str(), everything.names.len(), everything.pairs[0].1), ("eight", 0, 8));
    assert_eq!((everything.range.start, everything.window), (SystemTime::UNIX_EPOCH, -1..=1));
    assert_eq!((everything.pairs[0].0.0, everything.owner.unwrap().is_alive().unwrap()), (9, true));
    assert!(everything.started <= monotonic());
    assert_eq!(zeroed::<[u64; 64]>().unwrap(), [0; 64]);
}
