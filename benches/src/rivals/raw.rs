//! `raw_sync`: its `Mutex`, which is not robust, over a pointer to the value.

use super::{Guarded, Words};
use crate::area;
use raw_sync::Timeout;
use raw_sync::locks::{LockGuard, LockImpl, LockInit, Mutex};
use std::time::Duration;

pub struct Locked<V> {
    lock: Box<dyn LockImpl>,
    value: std::marker::PhantomData<V>,
}

// SAFETY: the lock and what it guards are in memory that is never unmapped, and are made for
// concurrent use.
unsafe impl<V: Send> Sync for Locked<V> {}

impl<V: Words> Locked<V> {
    pub fn new() -> Self {
        let value = std::ptr::from_ref(area::share(V::ZERO)).cast_mut();
        let place = area::map(Mutex::size_of(None));
        // SAFETY: new memory, large enough and aligned to a page.
        let (lock, _) = unsafe { Mutex::new(place.as_ptr(), value.cast()) }.expect("a raw_sync mutex");
        Self { lock, value: std::marker::PhantomData }
    }

    #[inline(always)]
    fn section<R>(guard: &LockGuard<'_>, section: impl FnOnce(&mut V) -> R) -> R {
        let value: *mut u8 = **guard;
        // SAFETY: the pointer is the one that was given to the mutex, and the mutex is held.
        section(unsafe { &mut *value.cast::<V>() })
    }
}

pub struct Untimed<V>(pub Locked<V>);

impl<V: Words> Guarded for Untimed<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        Locked::section(&self.0.lock.lock().expect("lock"), section)
    }
}

pub struct Timed<V>(pub Locked<V>);

impl<V: Words> Guarded for Timed<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        let guard = self.0.lock.try_lock(Timeout::Val(Duration::from_secs(1))).expect("try_lock");
        Locked::section(&guard, section)
    }
}
