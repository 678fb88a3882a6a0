//! Values that are made where they are to be.

use core::mem::MaybeUninit;

/// What a value is made from, where the compiler wants it in the end; as [`whole`](super::copy::whole), for values that
/// are made of parts.
///
/// # Safety
///
/// `make` initializes all of `out`.
pub(crate) unsafe trait Maker<T> {
    /// Writes the value to `out`.
    fn make(&self, out: &mut MaybeUninit<T>);
}
