//! A value of everything that is not a number: an enum with data, text, a list, a type that is
//! stored as another one.

use super::sample::{Endpoint, Sample};
use arrayvec::{ArrayString, ArrayVec};
use std::time::Duration;
use sync_runtime::{Pod, SharedLocked};

/// What a client may do, and who it is.
#[derive(SharedLocked, Debug, PartialEq)]
pub struct Limits {
    /// One of three, with different data.
    pub mode: Rate,
    /// The number in words, as it were: some are longer than others.
    pub owner: ArrayString<64>,
    /// As many as the number's last digit says.
    pub peers: ArrayVec<Endpoint, 9>,
    /// The number.
    #[shared(as = u64)]
    pub id: Id,
}

/// A part of [`Limits`], whose variants hold data.
#[derive(Pod, Debug, PartialEq, Clone, Copy)]
pub enum Rate {
    /// None at all.
    Off,
    /// So many.
    PerSecond(u32),
    /// So many in a time.
    Window {
        /// How many.
        rate: u32,
        /// In which time.
        every: Duration,
    },
}

/// A type that knows nothing of sharing.
#[derive(Debug, PartialEq, Clone, Copy)]
pub struct Id(pub u64);

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

impl Sample for Limits {
    const NAME: &'static str = "enum, text, list";

    #[allow(clippy::cast_possible_truncation, reason = "a part of the number is meant")]
    fn of(number: u64) -> Self {
        let (small, digit) = (number as u32, number % 10);
        let mode = match number % 3 {
            0 => Rate::Off,
            1 => Rate::PerSecond(small),
            _ => Rate::Window { rate: small, every: Duration::from_millis(number) },
        };
        let peer = |index: u64| Endpoint { address: (small ^ index as u32).to_ne_bytes(), port: number as u16 };
        let words = ["", "ß", "漢字", "🦀🦀🦀🦀🦀🦀", "forty-two bytes of text and some more, too"];
        let mut owner = ArrayString::from(words[(number % 5) as usize]).unwrap();
        owner.push_str(&number.to_string());
        Self { mode, owner, peers: (0..digit).map(peer).collect(), id: Id(number) }
    }

    fn number(&self) -> u64 {
        self.id.0
    }
}
