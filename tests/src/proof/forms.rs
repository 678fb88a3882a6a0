//! What a segment can hold: made, read, and used by the next.

use super::in_place::Large;
use super::sample::{Mixed, Sample};
use crate::name::Name;
use std::time::Duration;
use sync_runtime::{InPlaceReader, Shared, SharedReader, SyncError, Table, TableReader};

/// How many records a table has: more than one page of them.
pub(super) const RECORDS: usize = 20;

/// How long a lock is waited for.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// What a segment holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// One value.
    Value,
    /// A table.
    Table,
    /// One value that is changed in place.
    InPlace,
}

/// What was found by the next to use a segment.
pub(super) struct Found {
    pub(super) is_whole: bool,
    /// How many locks were not acquired.
    pub(super) hung: usize,
}

impl Form {
    /// Makes one.
    pub(super) fn make(self, name: &Name) {
        match self {
            Self::Value => drop(Shared::create(name.as_str(), Mixed::of(1)).unwrap()),
            Self::Table => drop(Table::create(name.as_str(), RECORDS, |_| Mixed::of(1)).unwrap()),
            Self::InPlace => drop(Shared::create_with(name.as_str(), |view| Large::fill(view, 1)).unwrap()),
        }
    }

    /// Whether it is whole, without the lock.
    pub(super) fn read(self, name: &Name) -> Result<bool, SyncError> {
        match self {
            Self::Value => Ok(SharedReader::<Mixed>::open(name.as_str())?.load()?.whole().is_some()),
            Self::Table => {
                let table = TableReader::<Mixed>::open(name.as_str())?;
                let is_whole = |record: &Result<Mixed, _>| record.as_ref().is_ok_and(|value| value.whole().is_some());
                Ok(table.iter().filter(is_whole).count() == RECORDS && table.len() == RECORDS)
            }
            Self::InPlace => Ok(InPlaceReader::<Large>::open(name.as_str())?.load()?.is_whole()),
        }
    }

    /// What the next finds who locks it.
    pub(super) fn use_next(self, name: &Name) -> Result<Found, SyncError> {
        match self {
            Self::Value => {
                let shared = Shared::<Mixed>::open(name.as_str())?;
                let is_whole = shared.load().is_ok_and(|value| value.whole().is_some());
                Ok(Found { is_whole, hung: shared.with_lock_within(PATIENCE, Mixed::advance).is_err().into() })
            }
            Self::Table => {
                let table = Table::<Mixed>::open(name.as_str())?;
                let is_whole = |value: Mixed| value.whole().is_some();
                let whole = table.iter().filter(|record| record.load().is_ok_and(is_whole)).count();
                let hung =
                    table.iter().filter(|record| record.with_lock_within(PATIENCE, Mixed::advance).is_err()).count();
                Ok(Found { is_whole: whole == RECORDS && table.len() == RECORDS, hung })
            }
            Self::InPlace => {
                let shared = Shared::<Large>::open(name.as_str())?;
                let was_whole = shared.load().is_ok_and(|value| value.is_whole());
                let hung = shared.with_lock_within(PATIENCE, |view| Large::fill(view, 7)).is_err();
                let is_whole = was_whole && shared.load().is_ok_and(|value| value.is_whole());
                Ok(Found { is_whole, hung: hung.into() })
            }
        }
    }
}
