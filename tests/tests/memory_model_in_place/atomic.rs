//! What `twin` names as `crate::atomic`: loom's, with one weakness if there is to be one.

pub(crate) use core::sync::atomic::Ordering;
use std::cell::Cell;
use std::panic;

/// Which ordering is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Weakness {
    Nowhere,
    ReleaseOfTheStore,
    AcquireOfTheLoad,
    /// The fence between a commit and the copying.
    FenceOfTheCommit,
    /// The fence of an owner of the lock, before it writes anything.
    FenceOfTheOwner,
    FenceOfTheReader,
}

thread_local! {
    /// Loom runs all threads of a model on one thread.
    pub(crate) static WEAKNESS: Cell<Weakness> = const { Cell::new(Weakness::Nowhere) };

    /// Whether the last access was a store that releases.
    pub(crate) static HAS_RELEASED: Cell<bool> = const { Cell::new(false) };

    /// Whether the next owner dies right behind its commit.
    pub(crate) static DIES: Cell<bool> = const { Cell::new(false) };
}

fn unless(weakness: Weakness, ordering: Ordering) -> Ordering {
    if WEAKNESS.get() == weakness { Ordering::Relaxed } else { ordering }
}

loom::thread_local! {
    /// Whether the thread owns the lock.
    pub(crate) static OWNS: Cell<bool> = Cell::new(false);
}

/// Loom's. What the owner of the lock reads is what was stored last, for only owners store.
/// Loom does not take that for an access: it looks at the last one before a store, and would
/// miss a reader's that came before it.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct AtomicU64(loom::sync::atomic::AtomicU64);

impl AtomicU64 {
    pub(crate) fn new(value: u64) -> Self {
        Self(loom::sync::atomic::AtomicU64::new(value))
    }

    pub(crate) fn load(&self, ordering: Ordering) -> u64 {
        if OWNS.with(Cell::get) {
            HAS_RELEASED.set(false);
            // SAFETY: the lock orders this behind all stores.
            return unsafe { self.0.unsync_load() };
        }
        let acquire = ordering == Ordering::Acquire;
        self.0.load(if acquire { unless(Weakness::AcquireOfTheLoad, ordering) } else { ordering })
    }

    pub(crate) fn store(&self, value: u64, ordering: Ordering) {
        let release = ordering == Ordering::Release;
        self.0.store(value, if release { unless(Weakness::ReleaseOfTheStore, ordering) } else { ordering });
        HAS_RELEASED.set(release);
    }
}

pub(crate) use loom::sync::atomic::AtomicU32;

pub(crate) fn fence(ordering: Ordering) {
    // The version is the last thing that a writer stores before this.
    let of_the_commit = ordering == Ordering::Release && HAS_RELEASED.get();
    let missing = match ordering {
        Ordering::Acquire => Weakness::FenceOfTheReader,
        _ if of_the_commit => Weakness::FenceOfTheCommit,
        _ => Weakness::FenceOfTheOwner,
    };
    if of_the_commit && DIES.replace(false) {
        panic::resume_unwind(Box::new(()));
    }
    if WEAKNESS.get() != missing {
        loom::sync::atomic::fence(ordering);
    }
}
