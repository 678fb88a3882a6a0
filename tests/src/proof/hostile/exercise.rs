//! Everything that can be done with a shared value, whatever its bytes.

use super::outcome::Outcome;
use crate::proof::sample::{Mixed, Mode, Sample as _};
use crate::values::Particular;
use std::hint::black_box;
use std::ptr;
use sync_runtime::__private::Exclusive;
use sync_runtime::{Locked, SharedLocked, SyncError, Table, Timeout, TransactError};

/// A value whose bits can be looked at, without believing that they are valid.
pub trait Valid: SharedLocked<Lock = Exclusive> + PartialEq + std::fmt::Debug {
    /// A valid one.
    fn sample() -> Self;

    /// Whether every `bool`, `char` and enum in it has bits that its type has.
    fn is_valid(&self) -> bool;
}

/// The byte behind a reference that the compiler may believe to be one of few.
fn raw<T>(place: &T) -> u8 {
    // SAFETY: the first byte of an initialized value.
    black_box(unsafe { ptr::from_ref(place).cast::<u8>().read_volatile() })
}

/// Whether there is such a character.
fn is_char(place: &char) -> bool {
    // SAFETY: the four bytes of an initialized value.
    let code = unsafe { ptr::from_ref(place).cast::<u32>().read_volatile() };
    char::from_u32(black_box(code)).is_some()
}

impl Valid for u64 {
    fn sample() -> Self {
        5
    }

    fn is_valid(&self) -> bool {
        true
    }
}

impl Valid for Mixed {
    fn sample() -> Self {
        Self::of(5)
    }

    fn is_valid(&self) -> bool {
        let modes = [Mode::Idle as u8, Mode::Serving as u8, Mode::Stopping as u8];
        let short = self.longest.is_none_or(|time| black_box(time.subsec_nanos()) < 1_000_000_000);
        raw(&self.busy) <= 1 && is_char(&self.letter) && modes.contains(&raw(&self.mode)) && short
    }
}

impl Valid for Particular {
    fn sample() -> Self {
        Self::sample()
    }

    fn is_valid(&self) -> bool {
        let flags = [&self.flag, &self.inner.pair.1].into_iter().chain(self.grid.as_flattened());
        let phases = [&self.phase].into_iter().chain(&self.inner.phases);
        // The second byte of a phase is the first one again, or 0.
        flags.into_iter().all(|flag| raw(flag) <= 1)
            && is_char(&self.letter)
            && phases.into_iter().all(|phase| [0, 7, 0xff].contains(&raw(phase)))
            && black_box(self.some.get()) != 0
            && black_box(self.time.subsec_nanos()) < 1_000_000_000
    }
}

/// Does everything with each record, and with the table, and says what came of it: something bad,
/// else an error, else a value.
#[must_use]
pub fn exercise_table<T: Valid>(table: &Table<T>) -> Outcome {
    let mut all = Vec::new();
    for index in 0..table.len() {
        all.push(match table.at(index) {
            Ok(record) => exercise(record),
            Err(error) => Outcome::of(&error),
        });
    }
    all.push(match table.claim(T::is_valid) {
        Ok(Some((_, guard))) if guard.is_valid() => Outcome::Value,
        // Free, whole and valid since they were stored: one is claimed if one is there.
        Ok(_) => Outcome::Invalid,
        Err(error) => Outcome::of(&error),
    });
    all.push(match table.at(table.len()) {
        Err(SyncError::OutOfRange { .. }) => Outcome::Value,
        _ => Outcome::Invalid,
    });
    black_box(table.iter().map(|record| format!("{record:?}").len()).sum::<usize>());
    let bad = all.iter().find(|outcome| outcome.is_bad());
    *bad.or_else(|| all.iter().find(|outcome| **outcome != Outcome::Value)).unwrap_or(&Outcome::Value)
}

/// Does everything, and says what came of it.
pub fn exercise<T: Valid>(locked: &Locked<T>) -> Outcome {
    match attempt(locked) {
        Ok(true) => Outcome::Value,
        Ok(false) => Outcome::Invalid,
        Err(error) => Outcome::of(&error),
    }
}

/// Whether all values were valid; or the first error. After an error everything else is done all
/// the same.
fn attempt<T: Valid>(locked: &Locked<T>) -> Result<bool, SyncError> {
    let (mut valid, mut first) = (true, None);
    let mut judge = |seen: Result<bool, SyncError>| match seen {
        Ok(fine) => valid &= fine,
        Err(error) => drop(first.get_or_insert(error)),
    };
    judge(locked.load().map(|value| value.is_valid() && !format!("{value:?}").is_empty()));
    black_box((locked.version(), locked.recoveries(), format!("{locked:?}")));
    judge(locked.try_get_lock().map(|guard| guard.is_valid()));
    judge(locked.with_lock_within(Timeout::Try, |value| value.is_valid()));
    judge(match locked.transact_within(Timeout::Try, |value| Err::<(), bool>(value.is_valid())) {
        Err(TransactError::Aborted(fine)) => Ok(fine),
        Err(TransactError::Sync(error)) => Err(error),
        Ok(()) => Ok(false),
    });
    // Whatever it was, a whole value repairs it.
    judge(locked.store_within(Timeout::Try, T::sample()).map(|()| true));
    let stored = locked.load().is_ok_and(|value| value == T::sample());
    let changed = locked.with_lock_within(Timeout::Try, |value| *value == T::sample());
    judge(Ok(stored && changed.is_ok_and(|same| same)));
    first.map_or(Ok(valid), Err)
}
