//! What is asked of a type to be shared as a whole: that it is not too large.

use super::Pod;

/// The largest layout that a shared value may have, in bytes: a private copy of it lives on the stack.
pub const MAX_SIZE: usize = 64 * 1024;

/// Evaluated where a value is shared. The derive refuses more kindly, but it knows no size of a generic type.
pub(crate) const fn check<T: Pod>() {
    assert!(size_of::<T::Layout>() <= MAX_SIZE, "a shared value has at most 65536 bytes: a copy of it is on the stack");
}

/// Met where `FITS` is `true`: an unmet bound is an error with a text, where a failed assertion would be a failed
/// constant evaluation.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has {BYTES} bytes, and a shared value has at most 65536",
    label = "too large: every lock and every `load` puts a private copy of it on the stack",
    note = "make its arrays shorter, or share it as several structs"
)]
pub trait FitsOnStack<const BYTES: usize, const FITS: bool> {
    /// Named where a value has to fit.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T, const BYTES: usize> FitsOnStack<BYTES, true> for T {}
