//! The bytes of a whole segment, and what in it is whose.

use crate::name::Name;
use std::fs;
use std::ops::Range;
use sync_runtime::{Locked, Mutex, Shared, SharedLocked, Table};

/// The bytes of a whole segment, whose layout the tests know from outside.
#[derive(Debug, Clone)]
pub struct Image {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where the value and its lock are, or the first record.
    pub locked_at: usize,
    /// The words of each mutex, which are out of bounds.
    pub mutexes: Vec<Range<usize>>,
}

impl Image {
    /// Bytes of a header.
    pub const HEADER: usize = 128;

    /// Where the header says how long the schema is.
    const LOCKED_AT: usize = 40;

    /// The bytes of a segment with this value.
    #[must_use]
    pub fn of<T: SharedLocked>(value: T) -> Self {
        let name = Name::new("image");
        let shared = Shared::create(name.as_str(), value).unwrap();
        drop(shared);
        Self::read(&name, 1, Locked::<T>::SIZE)
    }

    /// The bytes of a table with so many of these values.
    #[must_use]
    pub fn of_table<T: SharedLocked>(len: usize, value: fn() -> T) -> Self {
        let name = Name::new("image");
        drop(Table::create(name.as_str(), len, |_| value()).unwrap());
        Self::read(&name, len, Locked::<T>::SIZE)
    }

    fn read(name: &Name, records: usize, size: usize) -> Self {
        let bytes = fs::read(name.path()).unwrap();
        let locked_at = usize::try_from(word(&bytes, Self::LOCKED_AT)).unwrap();
        assert_eq!(locked_at + records * size, bytes.len(), "the segment ends with the values and their locks");
        // The state word comes first.
        let mutexes = (0..records).map(|record| locked_at + record * size + size_of::<u64>());
        let mutexes = mutexes.map(|mutex| mutex..mutex + Mutex::SIZE).collect();
        Self { bytes, locked_at, mutexes }
    }

    /// Whether the byte at `at` is a mutex's.
    #[must_use]
    pub fn is_mutex(&self, at: usize) -> bool {
        self.mutexes.iter().any(|mutex| mutex.contains(&at))
    }

    /// The bytes of the value and its lock.
    #[must_use]
    pub fn locked(&self) -> &[u8] {
        &self.bytes[self.locked_at..]
    }
}

/// The number at `at`.
#[must_use]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_ne_bytes(*bytes[at..].first_chunk().unwrap())
}
