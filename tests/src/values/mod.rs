//! The structs that the tests and their child processes share.

mod upgraded;

pub use upgraded::{FormerCount, FormerSheet, GrownCount, NewCount, NewSheet};

use std::num::NonZero;
use std::time::Duration;
use sync_runtime::{Pod, SharedLocked};

/// Who has arrived, and whether they may go on.
#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
pub struct Gate {
    /// How many have.
    pub arrived: u32,
    /// Whether they may.
    pub open: bool,
}

/// Three counters that are always equal. Waited for without end: where many want a lock at once and
/// the machine has other things to do, one of them may well wait for more than a second.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout = never)]
pub struct Counters {
    /// One,
    pub first: u64,
    /// the same,
    pub second: u32,
    /// and again.
    pub third: f64,
}

impl Counters {
    /// Adds 1 to each.
    pub fn raise(&mut self) {
        self.first += 1;
        self.second += 1;
        self.third += 1.0;
    }

    /// Whether they are equal.
    #[must_use]
    #[allow(clippy::float_cmp, reason = "small whole numbers are exact")]
    pub fn agree(&self) -> bool {
        self.first == u64::from(self.second) && f64::from(self.second) == self.third
    }
}

/// Two numbers without a lock, each of which has one writer.
#[derive(SharedLocked, Debug)]
#[shared(lock = none)]
pub struct Halves {
    /// Of one process or thread,
    pub left: u64,
    /// and of another one.
    pub right: u64,
}

/// How many processes have come to a meeting.
#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
pub struct Meeting {
    /// How often.
    pub arrived: u32,
}

/// Jobs that wait to be done, the oldest first.
#[derive(SharedLocked, Debug)]
pub struct Queue {
    /// How many there are.
    pub len: usize,
    /// The first `len` of these.
    pub jobs: [u64; 4],
}

impl Queue {
    /// Adds a job, for which there is room.
    pub fn push(&mut self, job: u64) {
        self.jobs[self.len] = job;
        self.len += 1;
    }

    /// Takes the oldest job, of which there is one.
    pub fn pop(&mut self) -> u64 {
        self.jobs.rotate_left(1);
        self.len -= 1;
        self.jobs[self.jobs.len() - 1]
    }
}

/// A value whose sections may be nested.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(lock = recursive)]
pub struct Account {
    /// What is in it.
    pub balance: i64,
    /// How often that changed.
    pub moves: u32,
}

/// A value that shows who made it and whether it is whole.
#[derive(SharedLocked, Debug)]
#[shared(timeout = never)]
pub struct Seal {
    /// The maker's process id.
    pub maker: u32,
    /// Numbers that follow from it.
    pub imprint: [u64; 9],
    /// How many use it.
    pub joined: u32,
}

impl Seal {
    /// A whole seal.
    #[must_use]
    pub fn by(maker: u32) -> Self {
        Self { maker, imprint: Self::imprint(maker), joined: 0 }
    }

    /// Whether it is.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.maker != 0 && self.imprint == Self::imprint(self.maker)
    }

    fn imprint(maker: u32) -> [u64; 9] {
        std::array::from_fn(|index| (u64::from(maker) + index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

/// A part with a number for each of its states.
#[derive(Pod, Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Phase {
    /// 0
    Waiting = 0,
    /// 7
    Running = 7,
    /// 65535
    Done = u16::MAX,
}

/// Types of which not every byte is a value.
#[derive(SharedLocked, Debug, PartialEq)]
pub struct Particular {
    /// 0 or 1.
    pub flag: bool,
    /// A scalar value.
    pub letter: char,
    /// 0, 7 or 65535.
    pub phase: Phase,
    /// In an array of arrays.
    pub grid: [[bool; 3]; 2],
    /// A tag and a value, which has a tag.
    pub maybe: Option<Option<u32>>,
    /// Not 0.
    pub some: NonZero<u32>,
    /// Fewer than a second's nanoseconds.
    pub time: Duration,
    /// Version 4 or 6.
    pub address: std::net::IpAddr,
    /// A part of a part.
    pub inner: Inner,
}

/// A part of a struct.
#[derive(Pod, Debug, PartialEq)]
pub struct Inner {
    /// A tuple.
    pub pair: (u8, bool),
    /// An array of parts.
    pub phases: [Phase; 2],
}

impl Particular {
    /// One value.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            flag: true,
            letter: 'ß',
            phase: Phase::Running,
            grid: [[true, false, true], [false, true, false]],
            maybe: Some(Some(5)),
            some: NonZero::new(3).expect("not 0"),
            time: Duration::new(5, 999_999_999),
            address: [127, 0, 0, 1].into(),
            inner: Inner { pair: (1, true), phases: [Phase::Done, Phase::Waiting] },
        }
    }
}
