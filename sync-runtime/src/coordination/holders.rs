//! Which processes hold something, and how many of it each.

use crate::error::SyncError;
use crate::process_id::ProcessId;
use sync_derive::Pod;

/// Up to `N` processes.
#[derive(Debug, Pod)]
#[shared(crate = crate)]
pub(super) struct Holders<const N: usize> {
    slots: [Option<Holding>; N],
}

/// How many a process holds.
#[derive(Debug, Clone, Copy, Pod)]
#[shared(crate = crate)]
struct Holding {
    process: ProcessId,
    count: u32,
}

impl<const N: usize> Holders<N> {
    pub(super) const fn new() -> Self {
        Self { slots: [None; N] }
    }

    /// Whether there is room for one more of `process`.
    pub(super) fn has_room(&self, process: ProcessId) -> Result<(), SyncError> {
        let mut slots = self.slots.iter();
        let has_room = slots.any(|slot| slot.is_none_or(|holding| holding.process == process));
        if has_room { Ok(()) } else { Err(SyncError::Full { capacity: N }) }
    }

    /// `process` holds one more; nothing if there is no room.
    pub(super) fn add(&mut self, process: ProcessId) {
        if let Some(holding) = self.holding(process) {
            holding.count = holding.count.saturating_add(1);
        } else if let Some(slot) = self.slots.iter_mut().find(|slot| slot.is_none()) {
            *slot = Some(Holding { process, count: 1 });
        }
    }

    /// `process` holds one less; `false` if it holds none.
    pub(super) fn remove(&mut self, process: ProcessId) -> bool {
        let Some(slot) = self.slots.iter_mut().find(|slot| slot.is_some_and(|holding| holding.process == process))
        else {
            return false;
        };
        *slot = slot.and_then(|holding| {
            let count = holding.count.saturating_sub(1);
            (count != 0).then_some(Holding { count, ..holding })
        });
        true
    }

    /// How many are held in all.
    pub(super) fn total(&self) -> u32 {
        self.slots.iter().flatten().fold(0, |sum, holding| sum.saturating_add(holding.count))
    }

    /// How many `process` holds.
    pub(super) fn held_by(&self, process: ProcessId) -> u32 {
        let mut held = self.slots.iter().flatten();
        held.find(|holding| holding.process == process).map_or(0, |holding| holding.count)
    }

    /// How many are held by processes that died.
    pub(super) fn held_by_the_dead(&self) -> u32 {
        let dead = self.slots.iter().flatten().filter(|holding| is_dead(holding.process));
        dead.fold(0, |sum, holding| sum.saturating_add(holding.count))
    }

    /// Forgets the processes that died, and returns how many they held. Each is looked at once, for
    /// another one may die meanwhile.
    pub(super) fn forget_the_dead(&mut self) -> u32 {
        let mut held = 0_u32;
        for slot in &mut self.slots {
            if let Some(holding) = slot.take_if(|holding| is_dead(holding.process)) {
                held = held.saturating_add(holding.count);
            }
        }
        held
    }

    fn holding(&mut self, process: ProcessId) -> Option<&mut Holding> {
        self.slots.iter_mut().flatten().find(|holding| holding.process == process)
    }
}

/// Whether it is certain that a process died, or has this value open no longer.
///
/// Only processes of one PID namespace have a segment open for locking at a time, and those who
/// place a value in memory of their own promise the same. So what a process of another namespace
/// held was held before the segment was adopted, when no process of that namespace had it open any
/// more.
pub(super) fn is_dead(process: ProcessId) -> bool {
    process.is_alive().map_or_else(|_| process.is_in_another_pid_namespace(), |is_alive| !is_alive)
}
