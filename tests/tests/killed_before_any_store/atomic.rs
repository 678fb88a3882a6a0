//! What `twin` names as `crate::atomic`: integers whose stores are counted.

pub(crate) use core::sync::atomic::{AtomicU32, Ordering, fence};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// Thrown where a process would be killed.
struct Killed;

thread_local! {
    /// How many stores there were.
    static COUNTED: Cell<u32> = const { Cell::new(0) };

    /// Before which of them the process is killed.
    static DIES_AT: Cell<Option<u32>> = const { Cell::new(None) };
}

/// Calls `work`, which is killed before the store with this number, and says whether it was not.
pub(crate) fn dies_at(store: Option<u32>, work: impl FnOnce()) -> bool {
    COUNTED.set(0);
    DIES_AT.set(store);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    DIES_AT.set(None);
    match outcome {
        Ok(()) => true,
        Err(payload) if payload.is::<Killed>() => false,
        Err(payload) => resume_unwind(payload),
    }
}

/// How many stores there were in the last `work`.
pub(crate) fn counted() -> u32 {
    COUNTED.get()
}

/// Called before each store.
pub(crate) fn count() {
    if DIES_AT.get() == Some(COUNTED.get()) {
        DIES_AT.set(None);
        resume_unwind(Box::new(Killed));
    }
    COUNTED.set(COUNTED.get() + 1);
}

/// An integer.
#[derive(Debug)]
#[repr(transparent)]
pub(crate) struct AtomicU64(core::sync::atomic::AtomicU64);

impl AtomicU64 {
    pub(crate) fn load(&self, ordering: Ordering) -> u64 {
        self.0.load(ordering)
    }

    pub(crate) fn store(&self, value: u64, ordering: Ordering) {
        count();
        self.0.store(value, ordering);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// A store that is not counted.
    pub(crate) fn put(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }
}
