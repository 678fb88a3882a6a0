//! A mapping, where in it the mutexes are, and which of them this process may hold.

use super::mapping::Mapping;
use super::record::{Record, Records};
use crate::mutex::Mutex;
use crate::sys::process;
use core::iter;
use core::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// So many mutexes are noted together. To look through them takes a few microseconds.
const GROUP: usize = 1024;

/// Where in a mapping mutexes are: `count` of them, one every `stride` bytes from `at` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mutexes {
    at: usize,
    stride: usize,
    count: usize,
}

impl Mutexes {
    /// Those of records that begin at `records_at` and lie within a mapping.
    pub(super) fn of<R: Record>(records_at: usize, records: Records) -> Self {
        let count = usize::try_from(records.len()).unwrap_or(usize::MAX);
        Self { at: records_at + R::MUTEX_OFFSET, stride: R::SIZE, count }
    }
}

/// Notes of so many groups, none of which was used.
#[cold]
fn none_of(groups: usize) -> Box<[AtomicBool]> {
    iter::repeat_with(AtomicBool::default).take(groups).collect()
}

/// A mapping with initialized mutexes.
#[derive(Debug)]
pub(super) struct Region {
    mapping: Mapping,
    mutexes: Mutexes,
    /// Which groups of mutexes a handle of this process has given away. Empty if there are so few
    /// that all are looked at. The others need not be looked at before the memory is unmapped:
    /// there may be ten million, on pages that were never touched.
    used: Box<[AtomicBool]>,
}

impl Region {
    /// `mutexes` are initialized, or damaged.
    pub(super) fn new(mapping: Mapping, mutexes: Mutexes) -> Self {
        let used = if mutexes.count > GROUP { none_of(mutexes.count.div_ceil(GROUP)) } else { Box::default() };
        Self { mapping, mutexes, used }
    }

    pub(super) fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    pub(super) fn mutexes(&self) -> Mutexes {
        self.mutexes
    }

    /// Notes that the mutex at `index` may be locked from now on.
    ///
    /// The caller drops the last handle, and that comes after all that was done by handles.
    #[inline(always)]
    pub(super) fn note_use_of(&self, index: usize) {
        if let Some(used) = self.used.get(index / GROUP)
            && !used.load(Relaxed)
        {
            used.store(true, Relaxed);
        }
    }

    /// Whether a thread of this process holds one of the mutexes.
    pub(super) fn is_held_here(&self) -> bool {
        let count = self.mutexes.count;
        if self.used.is_empty() {
            return self.is_one_held_here(0..count);
        }
        self.used.iter().enumerate().any(|(group, used)| {
            let first = group * GROUP;
            used.load(Relaxed) && self.is_one_held_here(first..count.min(first + GROUP))
        })
    }

    fn is_one_held_here(&self, mut indices: Range<usize>) -> bool {
        let Mutexes { at, stride, .. } = self.mutexes;
        indices.any(|index| {
            let at = at + index * stride;
            let buffer = self.mapping.start().as_ptr().wrapping_add(at);
            // SAFETY: initialized mutexes are there, and the memory is mapped. Of a damaged one
            // only the owner's word is read.
            let mutex = unsafe { Mutex::from_buffer(buffer, self.mapping.len() - at) };
            mutex.is_ok_and(|mutex| process::is_own_thread(mutex.owner()))
        })
    }
}
