//! What a table's segment holds.

use crate::error::SyncError;
use crate::locked::Locked;
use crate::segment::{Contents, Initialize, Records};
use crate::shared_locked::SharedLocked;
use crate::sys::fork::Generation;
use core::ptr::NonNull;

/// `len` records.
///
/// # Errors
///
/// [`InvalidLength`](SyncError::InvalidLength) if there is no such table.
pub(super) fn records<T: SharedLocked>(len: usize) -> Result<Records, SyncError> {
    let refused = |reason| Err(SyncError::InvalidLength { len, reason });
    if len == 0 {
        return refused("it has at least one record");
    }
    let bytes = len.checked_mul(Locked::<T>::SIZE);
    if bytes.is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return refused("no memory has as many bytes");
    }
    Ok(Records::Table(len as u64))
}

/// What a segment holds that is a table of `len` records, which `initial` makes.
///
/// # Errors
///
/// [`InvalidLength`](SyncError::InvalidLength) if there is no such table;
/// [`System`](SyncError::System) if the C library refuses the mutexes.
pub(super) fn table<T: SharedLocked>(
    len: usize,
    mut initial: impl FnMut(usize) -> T,
) -> Result<Contents<Locked<T>, impl Initialize>, SyncError> {
    let records = records::<T>(len)?;
    let model = Locked::<T>::model()?;
    let process = Generation::current();
    let initialize = move |index, place: *mut u8| {
        let initial = initial(index);
        // A child that `initial` forked has the parent's file. It would write records that others
        // use already, and give the name to a table that the parent has not ended.
        if !process.is_current() {
            return Err(SyncError::NotOwner);
        }
        // SAFETY: the address of a record.
        let place = unsafe { NonNull::new_unchecked(place.cast()) };
        // SAFETY: an aligned record of zeroes, which the segment keeps mapped, and a held mutex
        // keeps mapped beyond that. No other code uses it. The model is that of this type.
        unsafe { Locked::initialize_zeroes(place, &model, &initial) }.map(drop)
    };
    // SAFETY: it makes a `Locked`, or fails.
    Ok(unsafe { Contents::new(records, initialize) })
}
