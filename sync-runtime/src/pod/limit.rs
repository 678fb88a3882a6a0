//! What is asked of a type to be shared as a whole: that it is not too large.

use super::Pod;

/// The largest layout that a shared value may have, in bytes: a private copy of it lives on the stack.
pub const MAX_SIZE: usize = 64 * 1024;

/// Evaluated where a value is shared. The derive refuses more kindly, but it knows no size of a generic type.
pub(crate) const fn check<T: Pod>() {
    assert!(size_of::<T::Layout>() <= MAX_SIZE, "a shared value has at most 65536 bytes: a copy of it is on the stack");
}
