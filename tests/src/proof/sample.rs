//! Values that are whole or torn, and tell which number they were made from.

use std::fmt::Debug;
use std::time::Duration;
use sync_runtime::__private::Exclusive;
use sync_runtime::{Pod, SharedLocked};

/// A value in which every byte that can differ follows from one number.
pub trait Sample: SharedLocked<Lock = Exclusive> + PartialEq + Debug {
    /// What the tables call it.
    const NAME: &'static str;

    /// What the tables call a record of a table that holds one.
    const RECORD: &'static str = "a record";

    /// The value made from `number`.
    fn of(number: u64) -> Self;

    /// What number it seems to be made from.
    fn number(&self) -> u64;

    /// What number it is made from, if all of it is.
    fn whole(&self) -> Option<u64> {
        let number = self.number();
        (*self == Self::of(number)).then_some(number)
    }

    /// Makes it what follows the value it is.
    fn advance(&mut self) {
        *self = Self::of(self.number() + 1);
    }
}

impl Sample for u64 {
    const NAME: &'static str = "u64";
    const RECORD: &'static str = "a record: u64";

    fn of(number: u64) -> Self {
        number
    }

    fn number(&self) -> u64 {
        *self
    }
}

impl Sample for [u8; 1024] {
    const NAME: &'static str = "1 KiB";

    fn of(number: u64) -> Self {
        let mut bytes = [0; 1024];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&number.to_ne_bytes());
        }
        bytes
    }

    fn number(&self) -> u64 {
        u64::from_ne_bytes(*self.first_chunk().unwrap())
    }
}

/// Eight fields of as many kinds.
#[derive(SharedLocked, Debug, PartialEq)]
pub struct Mixed {
    /// The number.
    pub count: u64,
    /// Its lower half, negated.
    pub errors: i32,
    /// Whether it is odd.
    pub busy: bool,
    /// A letter for it.
    pub letter: char,
    /// It, four times.
    pub latency: [f64; 4],
    /// Sometimes nothing.
    pub longest: Option<Duration>,
    /// A struct within the struct.
    pub peer: Endpoint,
    /// One of three.
    pub mode: Mode,
}

/// An enum whose variants hold data, and another one.
#[derive(SharedLocked, Debug, PartialEq)]
pub enum Task {
    /// Just the number.
    Queued(u64),
    /// The number, and what follows from it.
    Running {
        /// The number.
        id: u64,
        /// It, as a time.
        since: Duration,
        /// It, as a variant.
        step: Step,
    },
    /// The number, four times.
    Done([u64; 4]),
}

/// A part of [`Task`].
#[derive(Pod, Debug, PartialEq)]
pub enum Step {
    /// The number is even.
    Even,
    /// It is odd, and this is it.
    Odd(u32),
}

impl Sample for Task {
    const NAME: &'static str = "enum with data";

    #[allow(clippy::cast_possible_truncation, reason = "a part of the number is meant")]
    fn of(number: u64) -> Self {
        match number % 3 {
            0 => Self::Queued(number),
            1 => {
                let step = if number.is_multiple_of(2) { Step::Even } else { Step::Odd(number as u32) };
                Self::Running { id: number, since: Duration::from_millis(number), step }
            }
            _ => Self::Done([number; 4]),
        }
    }

    fn number(&self) -> u64 {
        match self {
            Self::Queued(number) | Self::Running { id: number, .. } | Self::Done([number, ..]) => *number,
        }
    }
}

/// A part of [`Mixed`].
#[derive(Pod, Debug, PartialEq)]
pub struct Endpoint {
    /// Four bytes of the number.
    pub address: [u8; 4],
    /// Two bytes of it.
    pub port: u16,
}

/// A part of [`Mixed`] that is one of a few.
#[derive(Pod, Debug, PartialEq, Clone, Copy)]
#[repr(u8)]
pub enum Mode {
    /// Nothing to do.
    Idle = 0,
    /// Something to do.
    Serving = 3,
    /// Nothing more to do.
    Stopping = 7,
}

impl Sample for Mixed {
    const NAME: &'static str = "8 fields";
    const RECORD: &'static str = "a record: 8 fields";

    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "a part of the number is meant")]
    #[allow(clippy::cast_precision_loss, reason = "the numbers are small")]
    fn of(number: u64) -> Self {
        Self {
            count: number,
            errors: -(number as i32 & i32::MAX),
            busy: number & 1 == 1,
            letter: char::from(b'a' + (number % 26) as u8),
            latency: [number as f64; 4],
            longest: (!number.is_multiple_of(3)).then(|| Duration::from_millis(number)),
            peer: Endpoint { address: (number as u32).to_ne_bytes(), port: number as u16 },
            mode: [Mode::Idle, Mode::Serving, Mode::Stopping][(number % 3) as usize],
        }
    }

    fn number(&self) -> u64 {
        self.count
    }
}
