//! Ways of [`load`](Locked::load).

use super::Locked;
use crate::error::SyncError;
use crate::pod::{Corrupt, ON_HEAP, apart, copy};
use crate::shared_locked::{LockKind as _, SharedLocked};
use core::mem::MaybeUninit;

impl<T: SharedLocked> Locked<T> {
    /// [`load`](Self::load) of a large value that can be damaged. In a function of its own, for the
    /// compiler would take the result apart and copy each piece several times.
    #[inline(never)]
    pub(super) fn load_checked(&self) -> Result<T, SyncError> {
        if const { size_of::<T>() >= ON_HEAP } { self.load_by_heap() } else { self.load_here() }
    }

    /// [`load`](Self::load) of a value that is too large to be on the stack more often than the
    /// caller has it.
    #[inline(never)]
    pub(super) fn load_by_heap(&self) -> Result<T, SyncError> {
        let mut out = Box::<T>::new_uninit();
        self.load_into(&mut out)?;
        // SAFETY: `load_into` returned `Ok`, so it initialized the value, which has no destructor.
        Ok(unsafe { out.as_ptr().read() })
    }

    #[inline(always)]
    pub(super) fn load_here(&self) -> Result<T, SyncError> {
        let mut out = MaybeUninit::uninit();
        self.load_into(&mut out)?;
        // SAFETY: `load_into` returned `Ok`, so it initialized the value.
        Ok(unsafe { out.assume_init() })
    }

    #[inline(always)]
    pub(super) fn load_into(&self, out: &mut MaybeUninit<T>) -> Result<(), Corrupt> {
        if const { T::Lock::LOCKED } {
            self.value.load(out).map(|_| ())
        } else {
            apart::load(self.value.unlocked(), out)
        }
    }
}

/// [`load`](Locked::load) of a large value [that is its own `Ok`](is_its_own_result): it is read to
/// where the result is to be.
// SAFETY: it writes an error, or the bytes of a `T`, which `load_into` initialized; these are an
// `Ok`, by `is_its_own_result`.
unsafe impl<T: SharedLocked> copy::Maker<Result<T, SyncError>> for Locked<T> {
    #[inline(always)]
    fn make(&self, out: &mut MaybeUninit<Result<T, SyncError>>) {
        if const { !is_its_own_result::<T>() } {
            out.write(self.load_here());
            return;
        }
        let place: *mut MaybeUninit<T> = out.as_mut_ptr().cast();
        // SAFETY: room for as many bytes, aligned at least as much, and borrowed as long.
        if let Err(corrupt) = self.load_into(unsafe { &mut *place }) {
            refuse(out, corrupt);
        }
    }
}

/// Makes `out` an error. Out of line, for the caller would keep room on its stack for it.
#[cold]
#[inline(never)]
fn refuse<T>(out: &mut MaybeUninit<Result<T, SyncError>>, corrupt: Corrupt) {
    out.write(Err(corrupt.into()));
}

/// Whether the bytes of a `T` are those of an `Ok` that holds it.
///
/// They are if a result has no more bytes than the `T` in it. The `T` in an `Ok` takes all of them,
/// so it begins where the result begins. What tells an `Ok` from an `Err` is then in bytes of the
/// `T` that are no padding, for a `T` may be written through a reference to what is in the `Ok`,
/// which leaves the `Ok` one and the padding as it comes. So those bytes say `Ok` for every `T`.
pub(super) const fn is_its_own_result<T>() -> bool {
    size_of::<Result<T, SyncError>>() == size_of::<T>()
}
