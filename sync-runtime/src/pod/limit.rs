//! How large a shared value may be.

/// The largest layout that a shared value may have, in bytes: a private copy of it lives on the stack.
pub const MAX_SIZE: usize = 64 * 1024;

/// Met by [`Size<true>`] alone: an unmet bound is an error with a text, where a failed assertion would be a failed
/// constant evaluation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a shared value has at most 65536 bytes, and this one has {BYTES}",
    label = "too large: every lock and every `load` puts a private copy of it on the stack",
    note = "make its arrays shorter, or share it as several structs"
)]
pub trait Fits<const BYTES: usize> {}

/// Whether a size fits.
#[doc(hidden)]
#[derive(Debug)]
pub enum Size<const FITS: bool> {}

impl<const BYTES: usize> Fits<BYTES> for Size<true> {}

/// Demands that the `BYTES` of `T`'s layout fit.
#[doc(hidden)]
pub const fn check_size<T: ?Sized, const BYTES: usize, const FITS: bool>()
where
    Size<FITS>: Fits<BYTES>,
{
}
