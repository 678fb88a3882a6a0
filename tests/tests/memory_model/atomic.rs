//! What `versioned` names as `crate::atomic`: loom's, with one weakness if there is to be one.

pub(crate) use core::sync::atomic::Ordering;
use std::cell::Cell;

/// Which ordering is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weakness {
    Nowhere,
    ReleaseOfTheStore,
    AcquireOfTheLoad,
    ReleaseFence,
    AcquireFence,
}

thread_local! {
    /// Loom runs all threads of a model on one thread.
    pub(crate) static WEAKNESS: Cell<Weakness> = const { Cell::new(Weakness::Nowhere) };
}

fn unless(weakness: Weakness, ordering: Ordering) -> Ordering {
    if WEAKNESS.get() == weakness { Ordering::Relaxed } else { ordering }
}

/// The version is the only one of them; values have cells of their own.
#[derive(Debug)]
pub(crate) struct AtomicU64(loom::sync::atomic::AtomicU64);

impl AtomicU64 {
    pub(crate) fn new(value: u64) -> Self {
        Self(loom::sync::atomic::AtomicU64::new(value))
    }

    pub(crate) fn load(&self, ordering: Ordering) -> u64 {
        let acquire = ordering == Ordering::Acquire;
        self.0.load(if acquire { unless(Weakness::AcquireOfTheLoad, ordering) } else { ordering })
    }

    pub(crate) fn store(&self, value: u64, ordering: Ordering) {
        let release = ordering == Ordering::Release;
        self.0.store(value, if release { unless(Weakness::ReleaseOfTheStore, ordering) } else { ordering });
    }
}

pub(crate) use loom::sync::atomic::AtomicU32;

pub(crate) fn fence(ordering: Ordering) {
    let missing = match ordering {
        Ordering::Acquire => Weakness::AcquireFence,
        Ordering::Release => Weakness::ReleaseFence,
        _ => Weakness::Nowhere,
    };
    if missing == Weakness::Nowhere || WEAKNESS.get() != missing {
        loom::sync::atomic::fence(ordering);
    }
}
