//! What older and newer programs count, in segments that are upgraded.

use sync_runtime::{Holding, SharedLocked, SyncError, View, Writing};

/// What an older program counts.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout = never)]
pub struct FormerCount {
    /// How often it was raised,
    pub count: u64,
    /// and once more.
    pub again: u64,
}

/// What a newer program counts, which has a field in the middle.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout = never)]
pub struct NewCount {
    /// How often it was raised,
    pub count: u64,
    /// how often by a newer program,
    pub by_new: u32,
    /// and once more.
    pub again: u64,
}

impl NewCount {
    /// Raises it once more.
    pub fn raise(&mut self) {
        self.count += 1;
        self.by_new += 1;
        self.again += 1;
    }
}

impl From<FormerCount> for NewCount {
    fn from(former: FormerCount) -> Self {
        Self { count: former.count, by_new: 0, again: former.again }
    }
}

/// What a program counts that only has one field more than the [older](FormerCount) one.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(timeout = never)]
pub struct GrownCount {
    /// How often it was raised,
    pub count: u64,
    /// once more,
    pub again: u64,
    /// and how often by a newer program.
    #[shared(default)]
    pub by_new: u32,
}

impl GrownCount {
    /// Raises it once more.
    pub fn raise(&mut self) {
        self.count += 1;
        self.by_new += 1;
        self.again += 1;
    }
}

/// What an older program counts in place.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(in_place, timeout = never)]
pub struct FormerSheet {
    /// How often it was raised,
    pub count: u64,
    /// the same, spread over these,
    pub cells: [u64; 10_000],
    /// and once more.
    pub again: u64,
}

impl FormerSheet {
    /// Raises it.
    ///
    /// # Errors
    ///
    /// None.
    pub fn raise(sheet: View<'_, Self, Writing<'_>>) -> Result<(), SyncError> {
        let count = sheet.count().add(1)?;
        sheet.cells().at((count % 10_000) as usize)?.add(1)?;
        sheet.again().add(1).map(drop)
    }

    /// How often it was raised, if it is whole.
    #[must_use]
    pub fn counted(&self) -> Option<u64> {
        let cells: u64 = self.cells.iter().sum();
        (self.count == self.again && self.count == cells).then_some(self.count)
    }
}

/// What a newer program counts in place, which has more cells, and a field in front of them.
#[derive(SharedLocked, Debug, PartialEq)]
#[shared(in_place, timeout = never)]
pub struct NewSheet {
    /// How often it was raised,
    pub count: u64,
    /// how often by a newer program,
    pub by_new: u32,
    /// and spread over these.
    pub cells: [u64; 20_000],
}

impl NewSheet {
    /// Makes one of a former one.
    ///
    /// # Errors
    ///
    /// None.
    pub fn of(former: View<'_, FormerSheet, Holding<'_>>, new: View<'_, Self, Writing<'_>>) -> Result<(), SyncError> {
        new.count().copy_from(former.count())?;
        new.cells().range(..10_000)?.copy_from(former.cells().as_slice())
    }

    /// Raises it.
    ///
    /// # Errors
    ///
    /// None.
    pub fn raise(sheet: View<'_, Self, Writing<'_>>) -> Result<(), SyncError> {
        let count = sheet.count().add(1)?;
        sheet.by_new().add(1)?;
        sheet.cells().at((count % 20_000) as usize)?.add(1).map(drop)
    }

    /// How often it was raised, in all and by newer programs, if it is whole.
    #[must_use]
    pub fn counted(&self) -> Option<(u64, u64)> {
        let cells: u64 = self.cells.iter().sum();
        (self.count == cells).then_some((self.count, self.by_new.into()))
    }
}
