//! Memory that a caller brings.

use crate::error::SyncError;
use crate::sys::process;
use core::ptr::NonNull;

/// The address of a `T` at the beginning of a buffer, if it fits and is aligned. Whatever lock is
/// in it is from now on one of this process's PID namespace.
///
/// # Errors
///
/// [`SyncError::BufferTooSmall`] (which a null pointer is, whatever it says),
/// [`SyncError::Misaligned`].
pub(crate) fn check<T>(buffer: *mut u8, len: usize) -> Result<NonNull<T>, SyncError> {
    check_size(buffer, len, size_of::<T>())
}

/// [`check`], for a `T` that takes `needed` bytes together with what is behind it.
pub(crate) fn check_size<T>(buffer: *mut u8, len: usize, needed: usize) -> Result<NonNull<T>, SyncError> {
    let got = if buffer.is_null() { 0 } else { len };
    let Some(place) = NonNull::new(buffer.cast::<T>()).filter(|_| got >= needed) else {
        return Err(SyncError::BufferTooSmall { needed, got });
    };
    if !place.is_aligned() {
        return Err(SyncError::Misaligned { needed: align_of::<T>() });
    }
    process::note_attached(place.addr().get(), needed);
    Ok(place)
}
