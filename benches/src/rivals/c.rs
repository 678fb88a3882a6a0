//! A pthread mutex beside the value, in C (`c/pthread.c`).

use super::{Entrant, Words, random};
use crate::area;
use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr::NonNull;
use std::time::{Duration, Instant};

/// `struct counter`: a mutex, then the words on a cache line of their own.
const WORDS_AT: usize = 64;

unsafe extern "C" {
    fn counter_init(counter: *mut c_void, robust: c_int) -> c_int;
    fn counter_lock(counter: *mut c_void) -> c_int;
    fn counter_unlock(counter: *mut c_void) -> c_int;
    fn counter_add(counter: *mut c_void, times: u64) -> c_int;
    fn counters_add(first: *mut c_void, count: u64, state: *mut u64, times: u64) -> c_int;
    fn counters_add_by_one_lock(first: *mut c_void, count: u64, state: *mut u64, times: u64) -> c_int;
    fn counter_add_timed(counter: *mut c_void, times: u64) -> c_int;
    fn counter_work(counter: *mut c_void, times: u64, turns: u32) -> c_int;
    fn counter_read(counter: *mut c_void, out: *mut c_void, len: usize, times: u64) -> c_int;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robustness {
    Robust,
    Plain,
}

/// A `struct counter` with a value of type `V`.
pub struct CCounter<V> {
    place: NonNull<c_void>,
    value: PhantomData<V>,
}

// SAFETY: C's counter is guarded by its mutex, and its memory is never unmapped.
unsafe impl<V> Send for CCounter<V> {}
// SAFETY: as for `Send`.
unsafe impl<V> Sync for CCounter<V> {}

impl<V: Words> CCounter<V> {
    pub fn new(robustness: Robustness) -> Self {
        let place = area::map(WORDS_AT + size_of::<V>()).cast();
        // SAFETY: new memory, as large as the struct, that is never unmapped.
        unsafe { Self::at(place, robustness) }
    }

    /// Makes one at an address.
    ///
    /// # Safety
    ///
    /// Nothing else uses as many bytes there, which are never unmapped.
    unsafe fn at(place: NonNull<c_void>, robustness: Robustness) -> Self {
        // SAFETY: the caller's promise.
        let failed = unsafe { counter_init(place.as_ptr(), (robustness == Robustness::Robust).into()) };
        assert_eq!(failed, 0, "counter_init");
        Self { place, value: PhantomData }
    }

    /// Locks, and repairs what a dead owner left.
    pub fn lock(&self) {
        // SAFETY: `new` initialized the counter.
        let failed = unsafe { counter_lock(self.place.as_ptr()) };
        assert_eq!(failed, 0, "counter_lock");
    }

    pub fn unlock(&self) {
        // SAFETY: `new` initialized the counter.
        let failed = unsafe { counter_unlock(self.place.as_ptr()) };
        assert_eq!(failed, 0, "counter_unlock");
    }
}

impl<V: Words> Entrant for CCounter<V> {
    fn add(&self, times: u64) {
        // SAFETY: `new` initialized the counter.
        let failed = unsafe { counter_add(self.place.as_ptr(), times) };
        assert_eq!(failed, 0, "counter_add");
    }

    fn work(&self, times: u64, turns: u32) {
        // SAFETY: `new` initialized the counter.
        let failed = unsafe { counter_work(self.place.as_ptr(), times, turns) };
        assert_eq!(failed, 0, "counter_work");
    }

    fn read(&self, times: u64) {
        let mut out = MaybeUninit::<V>::uninit();
        // SAFETY: `new` initialized the counter, which has as many bytes as `out`.
        let failed = unsafe { counter_read(self.place.as_ptr(), out.as_mut_ptr().cast(), size_of::<V>(), times) };
        assert_eq!(failed, 0, "counter_read");
    }

    fn wait(&self) -> Duration {
        let start = Instant::now();
        self.lock();
        let waited = start.elapsed();
        self.unlock();
        waited
    }
}

/// Whose lock an operation takes on one of [`CRecords`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locks {
    /// Its own.
    EachItsOwn,
    /// The first one's, for all.
    One,
}

/// Many robust counters of one word, one after the other. Each operation is on one of them, at
/// random.
pub struct CRecords {
    counters: Vec<CCounter<u64>>,
    locks: Locks,
}

impl CRecords {
    /// Bytes from one to the next.
    pub const STRIDE: usize = 2 * WORDS_AT;

    pub fn new(count: usize, locks: Locks) -> Self {
        let first = area::map(count * Self::STRIDE);
        let counters = (0..count).map(|index| {
            // SAFETY: within the mapping.
            let place = unsafe { first.add(index * Self::STRIDE) };
            // SAFETY: a part of a new mapping that is never unmapped, used for this alone.
            unsafe { CCounter::at(place.cast(), Robustness::Robust) }
        });
        Self { counters: counters.collect(), locks }
    }

    fn any(&self) -> &CCounter<u64> {
        match self.locks {
            Locks::EachItsOwn => &self.counters[random::index(self.counters.len())],
            Locks::One => &self.counters[0],
        }
    }
}

impl Entrant for CRecords {
    fn add(&self, times: u64) {
        let mut state = random::state();
        let (first, count) = (self.counters[0].place.as_ptr(), self.counters.len() as u64);
        let add = match self.locks {
            Locks::EachItsOwn => counters_add,
            Locks::One => counters_add_by_one_lock,
        };
        // SAFETY: `new` initialized so many counters, one after the other, and the state is a
        // number to be changed.
        let failed = unsafe { add(first, count, &raw mut state, times) };
        assert_eq!(failed, 0, "adding to counters");
        random::keep(state);
    }

    fn work(&self, times: u64, turns: u32) {
        for _ in 0..times {
            self.any().work(1, turns);
        }
    }

    fn read(&self, times: u64) {
        for _ in 0..times {
            self.any().read(1);
        }
    }

    fn wait(&self) -> Duration {
        self.any().wait()
    }

    fn warm(&self) {
        self.counters.iter().step_by(16).for_each(|counter| counter.add(1));
    }
}

/// The same, with a deadline a second from now.
pub struct Timed<V>(pub CCounter<V>);

impl<V: Words> Entrant for Timed<V> {
    fn add(&self, times: u64) {
        // SAFETY: `new` initialized the counter.
        let failed = unsafe { counter_add_timed(self.0.place.as_ptr(), times) };
        assert_eq!(failed, 0, "counter_add_timed");
    }

    fn work(&self, times: u64, turns: u32) {
        self.0.work(times, turns);
    }

    fn read(&self, times: u64) {
        self.0.read(times);
    }

    fn wait(&self) -> Duration {
        self.0.wait()
    }
}
