//! Boost.Interprocess: its `interprocess_mutex` beside the value, in C++ (`c/boost.cpp`). It is not
//! robust.

use super::{Entrant, Words};
use crate::area;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::time::{Duration, Instant};

/// Where the words begin in C++'s `counter`.
const WORDS_AT: usize = 64;

unsafe extern "C" {
    fn boost_counter_init(counter: *mut c_void);
    fn boost_counter_lock(counter: *mut c_void);
    fn boost_counter_unlock(counter: *mut c_void);
    fn boost_counter_add(counter: *mut c_void, times: u64);
    fn boost_counter_work(counter: *mut c_void, times: u64, turns: u32);
    fn boost_counter_read(counter: *mut c_void, out: *mut c_void, len: usize, times: u64);
}

/// A C++ `counter` with a value of type `V`.
pub struct Boost<V> {
    place: NonNull<c_void>,
    value: PhantomData<V>,
}

// SAFETY: the counter is guarded by its mutex, and its memory is never unmapped.
unsafe impl<V> Sync for Boost<V> {}

impl<V: Words> Boost<V> {
    pub fn new() -> Self {
        let place = area::map(WORDS_AT + size_of::<V>()).cast();
        // SAFETY: new memory, as large as the struct.
        unsafe { boost_counter_init(place.as_ptr()) };
        Self { place, value: PhantomData }
    }
}

impl<V: Words> Entrant for Boost<V> {
    fn add(&self, times: u64) {
        // SAFETY: `new` initialized the counter.
        unsafe { boost_counter_add(self.place.as_ptr(), times) };
    }

    fn work(&self, times: u64, turns: u32) {
        // SAFETY: `new` initialized the counter.
        unsafe { boost_counter_work(self.place.as_ptr(), times, turns) };
    }

    fn read(&self, times: u64) {
        let mut out = MaybeUninit::<V>::uninit();
        // SAFETY: `new` initialized the counter, which has as many bytes as `out`.
        unsafe { boost_counter_read(self.place.as_ptr(), out.as_mut_ptr().cast(), size_of::<V>(), times) };
    }

    fn wait(&self) -> Duration {
        let start = Instant::now();
        // SAFETY: `new` initialized the counter.
        unsafe { boost_counter_lock(self.place.as_ptr()) };
        let waited = start.elapsed();
        // SAFETY: `new` initialized the counter, and it is locked.
        unsafe { boost_counter_unlock(self.place.as_ptr()) };
        waited
    }
}
