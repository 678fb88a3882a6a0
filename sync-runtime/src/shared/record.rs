//! A value with its lock, as what a segment holds.

use crate::error::{Remedy, SyncError};
use crate::in_place::{self, LockedInPlace, Writing};
use crate::locked::Locked;
use crate::schema;
use crate::segment::{Contents, Initialize, MUTEX_OFFSET, Record, Records, Wanted};
use crate::shared_locked::{LockKind as _, SharedInPlace, SharedLocked};
use crate::view::View;

/// The offset of a mutex that is where all are.
const fn at_its_place(offset: usize) -> usize {
    assert!(offset == MUTEX_OFFSET, "every record has its mutex at one place");
    offset
}

/// What is opened as one value.
pub(super) const SINGLE: Wanted = Wanted::Exactly(Records::Single);

// SAFETY: its fields are atomic, or those of the mutex. `attach` and `check` look at the state
// word, which is stored after the mutex was made.
unsafe impl<T: SharedLocked> Record for Locked<T> {
    const SIZE: usize = Self::SIZE;
    const FINGERPRINT: u64 = Self::FINGERPRINT;
    const MUTEX_OFFSET: usize = at_its_place(Self::MUTEX_OFFSET);

    fn remedy(found: &str) -> Remedy {
        // What is changed in place may be too large to be copied.
        let is_in_place = schema::lock_of(found) == Some(in_place::LOCK);
        if is_in_place { Remedy::Replace("Shared::replace") } else { Remedy::Upgrade("upgrade_from") }
    }

    fn schema() -> String {
        schema::describe::<T>(T::Lock::NAME, T::SCHEMA)
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

// SAFETY: as for `Locked`. The log is behind the struct: `SIZE` counts it.
unsafe impl<T: SharedInPlace> Record for LockedInPlace<T> {
    const SIZE: usize = Self::SIZE.next_multiple_of(Self::ALIGN);
    const FINGERPRINT: u64 = Self::FINGERPRINT;
    const MUTEX_OFFSET: usize = at_its_place(Self::MUTEX_OFFSET);

    fn remedy(_: &str) -> Remedy {
        Remedy::Upgrade("upgrade_with")
    }

    fn schema() -> String {
        schema::describe::<T>(Self::LOCK, T::SCHEMA)
    }

    unsafe fn attach<'a>(buffer: *mut u8, len: usize) -> Result<&'a Self, SyncError> {
        // SAFETY: the caller's promise.
        unsafe { Self::attach(buffer, len) }
    }

    fn check(&self) -> Result<(), SyncError> {
        self.check()
    }

    unsafe fn renew_lock(&self) -> Result<(), SyncError> {
        // SAFETY: the caller's promise.
        unsafe { self.renew_lock() }
    }
}

/// What a segment holds that is one value which is changed in place: zeroes, of which `initial`
/// makes the first value, each time that the segment is made.
pub(super) fn in_place<T: SharedInPlace>(
    mut initial: impl FnMut(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
) -> Contents<LockedInPlace<T>, impl Initialize> {
    let initialize = move |_, place| {
        // SAFETY: a record's bytes, which are zero, and which the segment keeps mapped, as a held
        // mutex does beyond that. No other code uses them.
        unsafe { LockedInPlace::initialize_zeroed(place, LockedInPlace::<T>::SIZE, &mut initial).map(drop) }
    };
    // SAFETY: it makes a `LockedInPlace`, or fails.
    unsafe { Contents::new(Records::Single, initialize) }
}

/// [`in_place`], for a segment that is made once.
pub(super) fn in_place_once<T: SharedInPlace>(
    initial: impl FnOnce(View<'_, T, Writing<'_>>) -> Result<(), SyncError>,
) -> Contents<LockedInPlace<T>, impl Initialize> {
    let mut initial = Some(initial);
    in_place(move |view| initial.take().map_or(Err(SyncError::NotInitialized), |initial| initial(view)))
}
