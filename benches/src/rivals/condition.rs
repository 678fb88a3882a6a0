//! Conditions that processes wait for.

use crate::area;
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;
use std::time::Duration;
use sync_runtime::Shared;

unsafe extern "C" {
    fn condition_size() -> u64;
    fn condition_init(condition: *mut c_void) -> c_int;
    fn condition_enter(condition: *mut c_void) -> c_int;
    fn condition_wait(condition: *mut c_void) -> c_int;
    fn condition_leave(condition: *mut c_void) -> c_int;
    fn condition_change(condition: *mut c_void) -> c_int;
}

/// A value with a lock and a condition.
pub trait Condition {
    /// Acquires the lock, and waits again and again, for ever. Calls `enter` before it waits first,
    /// and `wake`, with the lock, whenever it was notified.
    fn wait_for_ever(&self, enter: impl FnOnce(), wake: impl Fn());

    /// Changes the value under the lock, and notifies one.
    fn change(&self);

    /// Acquires the lock and releases it: all that have entered wait then.
    fn visit(&self);
}

impl Condition for Shared<u64> {
    fn wait_for_ever(&self, enter: impl FnOnce(), wake: impl Fn()) {
        let mut guard = self.get_lock().expect("the lock");
        enter();
        loop {
            if guard.wait(Duration::from_secs(3600)).expect("wait") {
                wake();
            }
        }
    }

    fn change(&self) {
        self.with_lock(|value| *value += 1).expect("with_lock");
        self.notify_one();
    }

    fn visit(&self) {
        drop(self.get_lock().expect("the lock"));
    }
}

/// `pthread_cond_t` and a robust mutex, in C (`c/condition.c`).
pub struct CCondition(NonNull<c_void>);

impl CCondition {
    pub fn new() -> Self {
        // SAFETY: takes nothing.
        let size = usize::try_from(unsafe { condition_size() }).expect("a size");
        let place = area::map(size).cast();
        // SAFETY: new memory, as large as the struct, that is never unmapped.
        let failed = unsafe { condition_init(place.as_ptr()) };
        assert_eq!(failed, 0, "condition_init");
        Self(place)
    }

    fn call(&self, function: unsafe extern "C" fn(*mut c_void) -> c_int) {
        // SAFETY: `new` initialized it, and the functions above take nothing else.
        let failed = unsafe { function(self.0.as_ptr()) };
        assert_eq!(failed, 0, "a call of pthread");
    }
}

impl Condition for CCondition {
    fn wait_for_ever(&self, enter: impl FnOnce(), wake: impl Fn()) {
        self.call(condition_enter);
        enter();
        loop {
            self.call(condition_wait);
            wake();
        }
    }

    fn change(&self) {
        self.call(condition_change);
    }

    fn visit(&self) {
        self.call(condition_enter);
        self.call(condition_leave);
    }
}
