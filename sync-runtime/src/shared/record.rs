//! A value with its lock, as what a segment holds.

use crate::error::SyncError;
use crate::locked::Locked;
use crate::schema;
use crate::segment::{Contents, Initialize, Record, Records, Wanted};
use crate::shared_locked::{LockKind as _, SharedLocked};

/// What is opened as one value.
pub(super) const SINGLE: Wanted = Wanted::Exactly(Records::Single);

// SAFETY: its fields are atomic, or those of the mutex. `attach` and `check` look at the state word, which is stored
// after the mutex was made.
unsafe impl<T: SharedLocked> Record for Locked<T> {
    const FINGERPRINT: u64 = Self::FINGERPRINT;
    const MUTEX_OFFSET: usize = Self::MUTEX_OFFSET;

    fn schema() -> String {
        schema::describe(T::Lock::NAME, T::SCHEMA)
    }

    unsafe fn attach<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        // SAFETY: the caller's promise.
        unsafe { Self::attach(buffer, len) }
    }

    #[inline(always)]
    fn check(&self) -> Result<(), SyncError> {
        self.check()
    }

    unsafe fn renew_lock(&self) -> Result<(), SyncError> {
        // SAFETY: the caller's promise.
        unsafe { self.renew_lock() }
    }
}

/// What a segment holds that is one value, `initial` at first.
pub(super) fn single<T: SharedLocked>(initial: &T) -> Contents<Locked<T>, impl Initialize> {
    let initialize = move |_, place| {
        // SAFETY: a record's bytes, which the segment keeps mapped, and a held mutex keeps mapped
        // beyond that. No other code uses them.
        unsafe { Locked::initialize_with(place, Locked::<T>::SIZE, initial) }.map(drop)
    };
    // SAFETY: it makes a `Locked`, or fails.
    unsafe { Contents::new(Records::Single, initialize) }
}
