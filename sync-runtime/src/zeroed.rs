//! A first value of zeroes.

use crate::error::{Repair, SyncError};
use crate::pod::Pod;

/// The value whose bytes in shared memory are all zero, if that is a value: numbers 0, `false`,
/// `'\0'`, `None`, an empty text or list, the first variant of an enum; arrays and structs of
/// these, of any length.
///
/// It is meant for first values: std's `Default` ends at arrays of 32 elements, and a struct's own
/// has to be written by hand.
///
/// # Examples
///
/// ```
/// use sync_runtime::{Shared, SharedLocked, zeroed};
///
/// #[derive(SharedLocked)]
/// struct Histogram { total: u64, buckets: [u64; 64], longest: Option<core::time::Duration> }
///
/// # let name = format!("doc-zeroed-{}", std::process::id());
/// # let name = name.as_str();
/// let histogram = Shared::<Histogram>::open_or_create(name, zeroed()?)?;
/// assert_eq!(histogram.load()?.buckets[63], 0);
/// # Shared::<Histogram>::unlink(name)?;
/// # Ok::<(), sync_runtime::SyncError>(())
/// ```
///
/// # Errors
///
/// [`Corrupt`](SyncError::Corrupt), with the field, if all zeroes is no value of its type:
/// `NonZero`, an enum without a variant 0, a [`ProcessId`](crate::ProcessId), what
/// `#[shared(validate = …)]` refuses.
///
/// ```
/// use core::num::NonZero;
/// # use sync_runtime::{Pod, SyncError, zeroed};
/// #[derive(Pod)]
/// struct Ticket { number: NonZero<u32>, used: bool }
///
/// let error = zeroed::<Ticket>().err().expect("there is no number 0");
/// assert!(matches!(error, SyncError::Corrupt { field, .. } if &*field == "number"));
/// ```
pub fn zeroed<T: Pod>() -> Result<T, SyncError> {
    let mut cells = Box::<T::Layout>::new_uninit();
    // On the heap: large values would need twice their size of the stack.
    // SAFETY: the box is that large.
    unsafe { cells.as_mut_ptr().write_bytes(0, 1) };
    // SAFETY: `Cells` are valid with any bytes, and these are initialized.
    let cells = unsafe { cells.assume_init() };
    T::read_cells(&cells).map_err(|found| found.repaired_by(Repair::AnotherValue).into())
}
