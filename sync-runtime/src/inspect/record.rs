//! Where in a file a value and its lock are: the layout of a [`Locked`](crate::Locked), or of a
//! [`LockedInPlace`](crate::LockedInPlace).

use super::copy::Place;
use crate::in_place::LOCK as IN_PLACE;
use crate::locked;
use crate::segment::Facts;
use crate::twin;

/// Where a record's parts are, from the beginning of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub(super) mutex: u64,
    pub(super) place: Place,
    pub(super) recoveries: u64,
}

/// Where all records are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Records {
    pub(super) first: Record,
    /// Where the first one's state word is.
    pub(super) state: u64,
    /// How far each is from the next.
    pub(super) stride: u64,
    /// Where the last one ends.
    pub(super) end: u64,
}

impl Records {
    /// Where the records of values of `size` bytes are, with this kind of lock; `None` where no
    /// file is long enough.
    pub(super) fn new(facts: &Facts, size: usize, lock: &str) -> Option<Self> {
        const LINE: u64 = 64;
        let (bytes, start) = (u64::try_from(size).ok()?, facts.first_record());
        let mutex = start.checked_add(8)?;
        // The condition has 16 bytes.
        let before = 8 + facts.mutex_size() + 16;
        let first = start.checked_add(before.next_multiple_of(LINE))?;
        if lock == IN_PLACE {
            let parts = twin::parts(size)?;
            let at = |part: usize| first.checked_add(u64::try_from(part).ok()?);
            let place = Place { slots: [at(parts.slots[0])?, at(parts.slots[1])?], size, version: at(parts.version)? };
            let stride = (at(parts.end)? - start).checked_next_multiple_of(LINE)?;
            let end = stride.checked_mul(facts.records().len())?.checked_add(start)?;
            let first = Record { mutex, place, recoveries: at(parts.recoveries)? };
            return Some(Self { first, state: start, stride, end });
        }
        let second = first.checked_add(bytes)?;
        let version = first.checked_add(bytes.checked_mul(2)?.checked_next_multiple_of(8)?)?;
        // The version, the watchers, and where nested sections are.
        let recoveries = version.checked_add(16)?;
        let stride = (recoveries.checked_add(4)? - start).checked_next_multiple_of(LINE)?;
        let end = stride.checked_mul(facts.records().len())?.checked_add(start)?;
        let place = Place { slots: [first, second], size, version };
        Some(Self { first: Record { mutex, place, recoveries }, state: start, stride, end })
    }

    /// The one with this index, which there is.
    pub(super) fn at(&self, index: u64) -> Record {
        // It ends within the file, so nothing is too large.
        let by = self.stride.saturating_mul(index);
        let Record { mutex, place: Place { slots: [even, odd], size, version }, recoveries } = self.first;
        let place = Place { slots: [even + by, odd + by], size, version: version + by };
        Record { mutex: mutex + by, place, recoveries: recoveries + by }
    }
}

/// The state word that each record begins with.
pub(super) fn state(facts: &Facts) -> u64 {
    locked::state::of(facts.fingerprint())
}
