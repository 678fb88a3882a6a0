//! What is found after a kill, counted.

use super::Call;
use super::witness::is_former;
use crate::actor::Actor;
use crate::name::Name;
use sync_runtime::SyncError;

/// What came of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What was killed.
    pub call: Call,
    /// At how many stops, two for each system call.
    pub tried: usize,
    /// How often the name was not there.
    pub absent: usize,
    /// How often the segment was there, whole.
    pub whole: usize,
    /// How often something else was there.
    pub half: usize,
    /// How often the name had gone without being unlinked, or had come back.
    pub lost: usize,
    /// How many other files were left, or memory that belongs to none.
    pub left_over: usize,
    /// How often the lock of a whole segment was not acquired.
    pub hung: usize,
}

impl Row {
    pub(super) fn new(call: Call) -> Self {
        Self { call, tried: 0, absent: 0, whole: 0, half: 0, lost: 0, left_over: 0, hung: 0 }
    }

    /// Whether nothing went wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.tried > 2 && self.half + self.lost + self.left_over + self.hung == 0
    }

    /// Whether it is there, looked at while the victim is stopped: it may have the lock, or be
    /// about to adopt the segment.
    pub(super) fn glance(&mut self, name: &Name) -> bool {
        self.count(name, &self.call.form().read(name))
    }

    /// Whether it is there, and is used by the next.
    pub(super) fn look(&mut self, name: &Name) -> bool {
        let found = self.call.form().use_next(name);
        self.hung += found.as_ref().map_or(0, |found| found.hung);
        self.count(name, &found.map(|found| found.is_whole))
    }

    /// Counts what was found, and says whether there was anything.
    fn count(&mut self, name: &Name, found: &Result<bool, SyncError>) -> bool {
        match found {
            Ok(true) => self.whole += 1,
            Err(SyncError::NotFound { .. }) => self.absent += 1,
            Err(SyncError::LayoutMismatch(_)) if is_former(name) => self.whole += 1,
            Ok(false) | Err(_) => self.half += 1,
        }
        !matches!(found, Err(SyncError::NotFound { .. }))
    }

    /// Whether the former segment is in use as long as it has the name, and no longer; and is read
    /// in any case.
    pub(super) fn hear(&mut self, witness: Actor) {
        match witness.succeed().trim() {
            "in use, named" | "superseded, unnamed" => {}
            "in use, unnamed" | "superseded, named" => self.lost += 1,
            "torn" => self.half += 1,
            _ => self.hung += 1,
        }
    }
}
