//! `posix-sync`: a robust mutex in borrowed memory, as in its `mutex` module's documentation.

use super::{Guarded, Words};
use crate::area;
use posix_sync::mutex::guards::RobustGuardContainer;
use posix_sync::mutex::{BorrowedMutex, MutexBuilder, MutexSharing, RawMutexAlloc, robustness_markers};
use std::cell::UnsafeCell;
use std::time::Duration;

/// The mutex and the value beside it.
pub struct Robust<V: 'static> {
    mutex: BorrowedMutex<'static, robustness_markers::Robust>,
    value: &'static Value<V>,
}

struct Value<V>(UnsafeCell<V>);

// SAFETY: only reached under the mutex.
unsafe impl<V: Send> Sync for Value<V> {}

impl<V: Words> Robust<V> {
    pub fn new() -> Self {
        let place = area::map(RawMutexAlloc::SIZE).cast::<RawMutexAlloc>();
        let builder = MutexBuilder::<robustness_markers::Robust>::new().with_sharing(MutexSharing::Shared);
        // SAFETY: new memory, large enough, aligned to a page, and never unmapped.
        let mutex = unsafe { builder.build_borrowed(place.as_ptr(), &()) };
        Self { mutex, value: area::share(Value(UnsafeCell::new(V::ZERO))) }
    }

    #[inline(always)]
    fn section<R>(&self, guard: RobustGuardContainer<'_>, section: impl FnOnce(&mut V) -> R) -> R {
        let _held = match guard {
            RobustGuardContainer::Standard(guard) => guard,
            RobustGuardContainer::Indeterminate(guard) => guard.make_consistent().expect("make_consistent"),
        };
        // SAFETY: the mutex is held.
        section(unsafe { &mut *self.value.0.get() })
    }
}

pub struct Untimed<V: 'static>(pub Robust<V>);

impl<V: Words> Guarded for Untimed<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        // SAFETY: the mutex is used through this module alone.
        let guard = unsafe { self.0.mutex.lock() }.expect("lock");
        self.0.section(guard, section)
    }
}

pub struct Timed<V: 'static>(pub Robust<V>);

impl<V: Words> Guarded for Timed<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        // SAFETY: the mutex is used through this module alone.
        let guard = unsafe { self.0.mutex.lock_for(Duration::from_secs(1)) }.expect("lock_for");
        self.0.section(guard.expect("the lock within a second"), section)
    }
}
