//! A value that is changed by one store: two slots, and a version that says which of them counts.
//!
//! Slot `version & 1` is the committed one. A writer, of which the lock admits one, writes a whole value into the
//! other slot and then stores `version + 1`. A reader copies the committed slot and keeps the copy if the version
//! has not moved meanwhile. So a writer may be killed anywhere: the version has moved, or it has not.
//!
//! A reader that saw a byte of a later write has to see the later version too. Say it read slot `s` under version `v`
//! while the writer of `v + 2` was writing there. That writer's release fence comes after the store of `v + 1` (its own,
//! or one that the lock ordered before it) and before its writes; the reader's acquire fence comes after its reads and
//! before it looks at the version again. The fences synchronize through the byte, so the version is at least `v + 1`.

use crate::atomic::{
    AtomicU32, AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
    fence,
};
use crate::pod::{Corrupt, Pod};
use core::hint;
use core::mem::MaybeUninit;

/// A value of some layout `L`, in two slots. On a cache line of its own, away from the lock.
#[derive(Debug)]
#[repr(C, align(64))]
pub(crate) struct Versioned<L> {
    /// First, so that large values begin with a cache line.
    slots: [L; 2],
    version: AtomicU64,
    /// Room for watchers of the version.
    watch: AtomicU32,
    /// Room for the depth of nested sections.
    nest: AtomicU32,
}

impl<L> Versioned<L> {
    /// Puts the first value in, as version 0, before anybody else can look.
    pub(crate) fn initialize<T: Pod<Layout = L>>(&self, value: &T) {
        value.write_cells(self.slot(0));
        self.version.store(0, Release);
    }

    /// How often a value was committed.
    #[inline(always)]
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Acquire)
    }

    /// The slot in which a value of this version is. Whatever the version is, there is one.
    #[inline(always)]
    fn slot(&self, version: u64) -> &L {
        let [even, odd] = &self.slots;
        if version & 1 == 0 { even } else { odd }
    }

    /// Copies a whole value to `out`, without the lock: never waits for a writer, not even for one that died.
    ///
    /// To where it is to be, and not by way of a `Result`, which would cost a large value another copy.
    #[inline(always)]
    pub(crate) fn load<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
        loop {
            let version = self.version.load(Acquire);
            let outcome = T::read_into(self.slot(version), out);
            fence(Acquire);
            // What was read counts, even as damaged, only if nobody can have been writing it.
            if self.version.load(Relaxed) == version {
                return outcome;
            }
            hint::spin_loop();
        }
    }

    /// Copies the committed value to `out`, for the holder of the lock, whom nobody can overtake.
    #[inline(always)]
    pub(crate) fn read<T: Pod<Layout = L>>(&self, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
        T::read_into(self.slot(self.version.load(Relaxed)), out)
    }

    /// Commits `value`. Only the holder of the lock may.
    #[inline(always)]
    pub(crate) fn commit<T: Pod<Layout = L>>(&self, value: &T) {
        let next = self.version.load(Relaxed).wrapping_add(1);
        fence(Release);
        value.write_cells(self.slot(next));
        self.version.store(next, Release);
    }
}
