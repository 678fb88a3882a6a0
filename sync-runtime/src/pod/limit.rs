//! How large a shared value may be.

/// The largest layout that a shared value may have, in bytes: a private copy of it lives on the stack.
pub const MAX_SIZE: usize = 64 * 1024;

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
