//! What nobody can beat: the least that has to happen.

use super::{Entrant, Words};
use crate::area;
use std::cell::UnsafeCell;
use std::hint::{self, black_box};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Takes with one `compare_exchange`, gives back with one `swap`; never sleeps, and is lost with
/// its owner.
pub struct SpinLock<V: 'static>(&'static Spin<V>);

struct Spin<V> {
    held: AtomicU32,
    value: UnsafeCell<V>,
}

// SAFETY: the value is only reached by the one who changed `held` from 0.
unsafe impl<V: Send> Sync for Spin<V> {}

impl<V: Words> SpinLock<V> {
    pub fn new() -> Self {
        Self(area::share(Spin { held: AtomicU32::new(0), value: UnsafeCell::new(V::ZERO) }))
    }
}

impl<V: Words> super::Guarded for SpinLock<V> {
    type Value = V;

    fn with<R>(&self, section: impl FnOnce(&mut V) -> R) -> R {
        while self.0.held.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
            hint::spin_loop();
        }
        // SAFETY: held.
        let result = section(unsafe { &mut *self.0.value.get() });
        self.0.held.swap(0, Ordering::Release);
        result
    }
}

/// Copies the bytes as if nobody else could change them.
pub struct Unguarded<V>(Box<V>);

impl<V: Words> Unguarded<V> {
    pub fn new() -> Self {
        Self(Box::new(V::ZERO))
    }
}

/// The source is unknown and the copy is looked at, so that it really is made.
#[inline(never)]
pub fn copy_once<V: Copy>(source: &V) {
    let copy = *black_box(source);
    black_box(&copy);
}

impl<V: Words> Entrant for Unguarded<V> {
    fn add(&self, _: u64) {
        unreachable!("a limit of reading only");
    }

    fn work(&self, _: u64, _: u32) {
        unreachable!("a limit of reading only");
    }

    fn read(&self, times: u64) {
        for _ in 0..times {
            copy_once(&*self.0);
        }
    }

    fn wait(&self) -> Duration {
        Instant::now().elapsed()
    }
}
