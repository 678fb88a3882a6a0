//! What the runtime names as `crate::atomic`: loom's, with one weakness if there is to be one.

pub(crate) use core::sync::atomic::Ordering;
use std::cell::Cell;

/// What is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weakness {
    Nowhere,
    /// The fences that order a store before a load of another word.
    Fences,
    /// That the committer raises the sequence: it only clears the bit.
    Sequence,
}

thread_local! {
    /// Loom runs all threads of a model on one thread.
    pub(crate) static WEAKNESS: Cell<Weakness> = const { Cell::new(Weakness::Nowhere) };
}

fn or_relaxed(ordering: Ordering) -> Ordering {
    if WEAKNESS.get() == Weakness::Fences { Ordering::Relaxed } else { ordering }
}

#[derive(Debug)]
pub(crate) struct AtomicU32(loom::sync::atomic::AtomicU32);

impl Default for AtomicU32 {
    fn default() -> Self {
        Self(loom::sync::atomic::AtomicU32::new(0))
    }
}

impl AtomicU32 {
    pub(crate) fn load(&self, ordering: Ordering) -> u32 {
        self.0.load(or_relaxed(ordering))
    }

    pub(crate) fn store(&self, value: u32, ordering: Ordering) {
        self.0.store(value, or_relaxed(ordering));
    }

    pub(crate) fn fetch_add(&self, value: u32, ordering: Ordering) -> u32 {
        self.0.fetch_add(value, or_relaxed(ordering))
    }

    pub(crate) fn fetch_or(&self, value: u32, ordering: Ordering) -> u32 {
        self.0.fetch_or(value, or_relaxed(ordering))
    }

    pub(crate) fn compare_exchange(&self, old: u32, new: u32, yes: Ordering, no: Ordering) -> Result<u32, u32> {
        if WEAKNESS.get() == Weakness::Sequence {
            // What a plain flag would be: cleared, whatever happened meanwhile, and the
            // sleepers not told.
            return Ok(self.0.swap(old & !1, yes));
        }
        self.0.compare_exchange(old, new, or_relaxed(yes), no)
    }

    /// An address for the model of the futex, which finds this again.
    pub(crate) fn as_ptr(&self) -> *mut u32 {
        core::ptr::from_ref(self).cast_mut().cast()
    }
}

/// The word of a `Condvar`.
#[derive(Debug)]
pub(crate) struct AtomicU64(loom::sync::atomic::AtomicU64);

impl Default for AtomicU64 {
    fn default() -> Self {
        Self(loom::sync::atomic::AtomicU64::new(0))
    }
}

impl AtomicU64 {
    pub(crate) fn load(&self, ordering: Ordering) -> u64 {
        self.0.load(or_relaxed(ordering))
    }

    pub(crate) fn compare_exchange(&self, old: u64, new: u64, yes: Ordering, no: Ordering) -> Result<u64, u64> {
        self.0.compare_exchange(old, new, or_relaxed(yes), or_relaxed(no))
    }

    pub(crate) fn compare_exchange_weak(&self, old: u64, new: u64, yes: Ordering, no: Ordering) -> Result<u64, u64> {
        self.compare_exchange(old, new, yes, no)
    }

    /// As that of [`AtomicU32`]. The model of the futex is told which of the two it is.
    pub(crate) fn as_ptr(&self) -> *mut u64 {
        core::ptr::from_ref(self).cast_mut().cast()
    }
}

pub(crate) fn fence(ordering: Ordering) {
    if WEAKNESS.get() != Weakness::Fences {
        loom::sync::atomic::fence(ordering);
    }
}
