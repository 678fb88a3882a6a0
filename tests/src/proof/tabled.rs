//! A table, of which one record is put to the proof.

use super::sample::Sample;
use super::subject::{Operation, Seen, Subject};
use std::time::Duration;
use sync_runtime::{Locked, Table};

/// How many records there are.
const RECORDS: usize = 2;

/// Which of them is changed.
const INDEX: usize = 1;

/// What the others are made from. They are never wanted.
const OTHER: u64 = 1 << 40;

/// A table of `T`.
#[derive(Debug)]
pub struct Tabled<T: Sample>(Table<T>);

impl<T: Sample> Tabled<T> {
    /// A new one, whose value is number 0.
    #[must_use]
    pub fn new() -> Self {
        Self(Table::anonymous(RECORDS, |index| T::of(if index == INDEX { 0 } else { OTHER })).unwrap())
    }

    fn record(&self) -> &Locked<T> {
        self.0.at(INDEX).unwrap()
    }

    /// Whether the other records are as they were, and free.
    fn others_are_free(&self) -> bool {
        let mut others = self.0.iter().enumerate().filter(|(index, _)| *index != INDEX);
        others.all(|(_, other)| {
            let is_same = other.load().is_ok_and(|value| value.whole() == Some(OTHER)) && other.version() == 0;
            is_same && other.try_get_lock().is_ok_and(|guard| !guard.recovered())
        })
    }
}

impl<T: Sample> Default for Tabled<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Sample> Subject for Tabled<T> {
    fn value(&self) -> &'static str {
        T::RECORD
    }

    fn load(&self) -> Seen {
        self.record().load().ok().and_then(|value| value.whole()).map_or(Seen::Torn, Seen::Whole)
    }

    /// As a worker does it who goes on where a dead one was: by a claim.
    fn next(&self, patience: Duration) -> Seen {
        match self.0.claim_within(patience, |value| value.number() < OTHER) {
            Ok(Some((INDEX, mut value))) if value.whole().is_some() => {
                value.advance();
                Seen::Whole(value.number())
            }
            Ok(Some(_)) => Seen::Torn,
            Ok(None) | Err(_) => Seen::Hung,
        }
    }

    fn operate(&self, operation: Operation, _: u64) {
        match operation {
            Operation::WithLock => self.record().with_lock(T::advance).unwrap(),
            Operation::Claim | Operation::ClaimAfterDeath => {
                let (_, mut value) = self.0.claim(|value| value.number() < OTHER).unwrap().unwrap();
                value.advance();
            }
            other => unreachable!("{other:?} of a record is that of a value"),
        }
    }

    fn hold(&self) {
        std::mem::forget(self.record().get_lock().unwrap());
    }

    fn agrees(&self, number: u64) -> bool {
        self.record().version() == number && self.others_are_free()
    }
}
