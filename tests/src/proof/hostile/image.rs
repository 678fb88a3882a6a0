//! The bytes of a whole segment, and what in it is whose.

use crate::name::Name;
use std::fs;
use std::ops::Range;
use sync_runtime::{Locked, Mutex, Shared, SharedLocked};

/// The bytes of a whole segment, whose layout the tests know from outside.
#[derive(Debug, Clone)]
pub struct Image {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where the value and its lock are.
    pub locked_at: usize,
    /// The words of the mutex, which are out of bounds.
    pub mutex: Range<usize>,
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
        let bytes = fs::read(name.path()).unwrap();
        let locked_at = usize::try_from(word(&bytes, Self::LOCKED_AT)).unwrap();
        assert_eq!(locked_at + Locked::<T>::SIZE, bytes.len(), "the segment ends with the value and its lock");
        drop(shared);
        // The state word comes first.
        let mutex = locked_at + size_of::<u64>()..locked_at + size_of::<u64>() + Mutex::SIZE;
        Self { bytes, locked_at, mutex }
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
