//! The same by a process-shared `pthread_cond_t` and a robust mutex, as a demonstration: after
//! waiters were killed, glibc 2.36 makes the notifier hang. See `pthread_cond_signal(3p)`. Now and
//! then it forgets a waiter even if nobody was killed:
//! [bug 25847](https://sourceware.org/bugzilla/show_bug.cgi?id=25847).

use crate::meeting::Meeting;
use libc::{pthread_cond_t, pthread_mutex_t};
use std::mem::MaybeUninit;
use std::sync::atomic::Ordering::Relaxed;
use tests::proof::board::Board;

const CONDITION: usize = size_of::<pthread_mutex_t>().div_ceil(8);
const NUMBER: usize = CONDITION + size_of::<pthread_cond_t>().div_ceil(8);

/// A number, its mutex and its condition.
#[derive(Debug)]
pub(crate) struct Pthread(Board);

impl Pthread {
    pub(crate) fn new() -> Self {
        let this = Self(Board::new(NUMBER + 1));
        this.initialize_mutex();
        this.initialize_condition();
        this
    }

    fn initialize_mutex(&self) {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: valid for writing.
        check(unsafe { libc::pthread_mutexattr_init(attributes.as_mut_ptr()) });
        // SAFETY: initialized above.
        check(unsafe { libc::pthread_mutexattr_setpshared(attributes.as_mut_ptr(), libc::PTHREAD_PROCESS_SHARED) });
        // SAFETY: initialized above.
        check(unsafe { libc::pthread_mutexattr_setrobust(attributes.as_mut_ptr(), libc::PTHREAD_MUTEX_ROBUST) });
        // SAFETY: memory for a mutex that nobody uses yet, and initialized attributes.
        check(unsafe { libc::pthread_mutex_init(self.mutex(), attributes.as_ptr()) });
    }

    fn initialize_condition(&self) {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: valid for writing.
        check(unsafe { libc::pthread_condattr_init(attributes.as_mut_ptr()) });
        // SAFETY: initialized above.
        check(unsafe { libc::pthread_condattr_setpshared(attributes.as_mut_ptr(), libc::PTHREAD_PROCESS_SHARED) });
        // SAFETY: memory for a condition that nobody uses yet, and initialized attributes.
        check(unsafe { libc::pthread_cond_init(self.condition(), attributes.as_ptr()) });
    }

    fn mutex(&self) -> *mut pthread_mutex_t {
        self.0.start().cast()
    }

    fn condition(&self) -> *mut pthread_cond_t {
        (&raw const self.0[CONDITION]).cast_mut().cast()
    }

    fn lock(&self) {
        // SAFETY: initialized by `new`, mapped as long as borrowed.
        self.acquired(unsafe { libc::pthread_mutex_lock(self.mutex()) });
    }

    fn unlock(&self) {
        // SAFETY: initialized by `new`; the callers hold it.
        check(unsafe { libc::pthread_mutex_unlock(self.mutex()) });
    }

    fn acquired(&self, code: libc::c_int) {
        if code == libc::EOWNERDEAD {
            // SAFETY: held, and its owner died.
            check(unsafe { libc::pthread_mutex_consistent(self.mutex()) });
        } else {
            check(code);
        }
    }
}

impl Meeting for Pthread {
    fn advance(&self, all: bool) {
        self.lock();
        self.0[NUMBER].fetch_add(1, Relaxed);
        self.unlock();
        if all {
            // SAFETY: initialized by `new`, mapped as long as borrowed.
            check(unsafe { libc::pthread_cond_broadcast(self.condition()) });
        } else {
            // SAFETY: as above.
            check(unsafe { libc::pthread_cond_signal(self.condition()) });
        }
    }

    fn wait_newer(&self, seen: u64) -> u64 {
        self.lock();
        while self.0[NUMBER].load(Relaxed) == seen {
            // SAFETY: initialized by `new`, and the mutex is held.
            self.acquired(unsafe { libc::pthread_cond_wait(self.condition(), self.mutex()) });
        }
        let number = self.0[NUMBER].load(Relaxed);
        self.unlock();
        number
    }
}

fn check(code: libc::c_int) {
    assert_eq!(code, 0, "{}", std::io::Error::from_raw_os_error(code));
}
