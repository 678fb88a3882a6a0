//! How deep the owner of a recursive lock is, and what happened on the way.

use crate::atomic::{AtomicU32, Ordering::Relaxed};
use crate::error::SyncError;
use crate::versioned::Held;

/// A word in shared memory, because the guards of a thread know nothing of each other. Only the
/// owner uses it, and the next owner resets it if this one dies.
#[derive(Clone, Copy)]
pub(super) struct Nest<'a>(&'a AtomicU32);

impl<'a> Nest<'a> {
    /// Something was set that is to be committed.
    pub(super) const PREPARED: u32 = 1 << 31;
    /// A closure is running that will set the value.
    pub(super) const UPDATING: u32 = 1 << 30;
    /// Nothing of this nest is to be committed.
    pub(super) const ROLLED_BACK: u32 = 1 << 29;
    /// The rest counts the levels.
    const DEPTH: u32 = Self::ROLLED_BACK - 1;

    /// The nest of the value whose lock the calling thread holds.
    pub(super) fn of<L>(held: &'a Held<'_, L>) -> Self {
        Self(held.nest())
    }

    /// Forgets everything.
    pub(super) fn reset(self) {
        self.0.store(0, Relaxed);
    }

    pub(super) fn depth(self) -> u32 {
        self.0.load(Relaxed) & Self::DEPTH
    }

    pub(super) fn has(self, flag: u32) -> bool {
        self.0.load(Relaxed) & flag != 0
    }

    pub(super) fn raise(self, flag: u32) {
        self.0.store(self.0.load(Relaxed) | flag, Relaxed);
    }

    pub(super) fn lower(self, flag: u32) {
        self.0.store(self.0.load(Relaxed) & !flag, Relaxed);
    }

    /// One level down.
    pub(super) fn deepen(self) -> Result<(), SyncError> {
        if self.depth() == Self::DEPTH {
            return Err(SyncError::TooManyLocks);
        }
        self.0.store(self.0.load(Relaxed) + 1, Relaxed);
        Ok(())
    }

    /// Begins anew, at a depth that [`depth`](Self::depth) returned before.
    pub(super) fn begin_at(self, depth: u32) {
        self.0.store(depth & Self::DEPTH, Relaxed);
    }

    /// Whether the value may be set now.
    pub(super) fn may_set(self) -> Result<(), SyncError> {
        if self.has(Self::ROLLED_BACK) {
            Err(SyncError::RolledBack)
        } else if self.has(Self::UPDATING) {
            Err(SyncError::NestedUpdate)
        } else {
            Ok(())
        }
    }

    /// One level up; at the surface, the end.
    pub(super) fn surface<L>(held: &'a Held<'_, L>) {
        let nest = Self::of(held);
        if nest.depth() > 1 {
            nest.0.store(nest.0.load(Relaxed) - 1, Relaxed);
        } else {
            Self::end(held);
        }
    }

    /// Commits what was set, unless it was rolled back, and forgets everything.
    pub(super) fn end<L>(held: &'a Held<'_, L>) {
        let nest = Self::of(held);
        if !nest.has(Self::ROLLED_BACK) {
            Self::publish(held);
        }
        nest.reset();
    }

    /// Commits what was set. In this order: an owner that is killed in between has committed, and
    /// the next one resets the nest.
    pub(super) fn publish<L>(held: &'a Held<'_, L>) {
        let nest = Self::of(held);
        if nest.has(Self::PREPARED) {
            held.publish();
            nest.lower(Self::PREPARED);
        }
    }
}
