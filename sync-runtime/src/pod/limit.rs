//! What is asked of a type to be shared as a whole: that it is not too large.

use super::Pod;

/// The largest layout that a shared value may have, in bytes: a private copy of it lives on the
/// stack.
pub const MAX_SIZE: usize = 64 * 1024;

/// Evaluated where a value is shared. The derive refuses more kindly, but it knows no size of a
/// generic type.
pub(crate) const fn check<T: Pod>() {
    assert!(
        size_of::<T::Layout>() <= MAX_SIZE,
        "a shared value has at most 65536 bytes, for a copy of it is on the stack: give a `Channel` fewer places, or smaller \
         items; make an array shorter; or change a struct of your own in place, with `#[shared(in_place)]`"
    );
}

/// Evaluated where a value without a lock is shared. The derive refuses more kindly, but knows
/// nothing of a generic type.
pub(crate) const fn check_apart<T: Pod>() {
    assert!(
        T::SCHEMA.is_apart(),
        "without a lock this value would be seen half changed: `lock = none` takes numbers, `bool`, `char`, fieldless enums, \
         and arrays, tuples and structs of these"
    );
}

/// Whether a `T` may be a field without a lock; `ONE` if it has to be one number, because it is
/// converted or checked as a whole.
#[doc(hidden)]
#[must_use]
pub const fn is_apart<T: Pod, const ONE: bool>() -> bool {
    if ONE { T::SCHEMA.is_one() } else { T::SCHEMA.is_apart() }
}

/// Met where `APART` is `true`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` would be seen half changed without a lock",
    label = "`lock = none` takes numbers, `bool`, `char`, fieldless enums, and arrays, tuples and structs of these",
    note = "remove `lock = none` above the struct, or store the field as one number: `#[shared(as = u64, into = …, from = …)]`"
)]
pub trait Apart<const APART: bool> {
    /// Named where a field is stored without a lock.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T> Apart<true> for T {}

/// [`Apart`], of a field that is converted or checked as a whole.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` would be seen half changed without a lock",
    label = "with `as` or `validate`, a field of a struct with `lock = none` is stored as one number",
    note = "remove `lock = none` above the struct, or store the field as one number, such as `as = u64`"
)]
pub trait One<const ONE: bool> {
    /// Named where a field is stored without a lock.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T> One<true> for T {}
