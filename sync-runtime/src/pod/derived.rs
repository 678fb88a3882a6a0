//! What derived code is built from, so that there is little of it and a part that is no [`Pod`] is one error.
//!
//! A field's type is named in many places of an expansion, and each would report a missing `Pod` again. So the bound
//! is demanded in one constant, and everything else depends on that constant's value: where the constant has an
//! error, the compiler knows all the rest to be wrong because of it and stays silent.

use super::Pod;
use crate::schema::{Field, Schema, Variant};

/// What is demanded of a field's type: [`Pod`], but told of without a list of the types that have it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be shared between processes",
    label = "this is not plain data",
    note = "for a struct or a fieldless enum of your own, add `#[derive(Pod)]` to it",
    note = "a shared struct holds no pointers: use numbers, `bool`, `char`, times, addresses, arrays, tuples and `Option`s of them; for text use `ArrayString<N>` (feature `arrayvec`), for lists `ArrayVec<T, N>`"
)]
pub trait PlainData {
    /// Named where the type has to be plain data.
    const HERE: bool = true;
}

#[diagnostic::do_not_recommend]
impl<T: Pod> PlainData for T {}

/// Takes what only a [`Pod`] type has: for type parameters and types with arguments, of which the compiler then tells
/// which one is wrong.
#[doc(hidden)]
#[must_use]
pub const fn described(_: &'static Schema) -> bool {
    true
}

/// `T` itself, if `CHECKED`.
#[doc(hidden)]
pub trait If<const CHECKED: bool> {
    /// `T` itself.
    type Type: Pod;
}

impl<T: Pod> If<true> for T {
    type Type = T;
}

/// The layout of a field of type `T`.
#[doc(hidden)]
pub type LayoutOf<T, const CHECKED: bool = true> = <<T as If<CHECKED>>::Type as Pod>::Layout;

/// A type that exists, whether or not the constant does.
#[doc(hidden)]
#[derive(Debug)]
pub enum Checked<const CHECKED: bool> {}

/// The description of a field of type `T`.
#[doc(hidden)]
#[must_use]
pub const fn field<T: Pod>(name: &'static str, offset: usize) -> Field {
    Field { name, offset, schema: T::SCHEMA }
}

/// The description of a struct with the layout `L`.
#[doc(hidden)]
#[must_use]
pub const fn structure<L>(fields: &'static [Field]) -> Schema {
    Schema::structure::<L>(fields)
}

/// The description of a variant stored as `value`.
#[doc(hidden)]
#[must_use]
pub const fn variant(name: &'static str, value: i128) -> Variant {
    Variant { name, value }
}

/// The description of an enum stored as a number of type `N`.
#[doc(hidden)]
#[must_use]
pub const fn enumeration<N: Pod>(variants: &'static [Variant]) -> Schema {
    Schema::enumeration::<N::Layout>(N::SCHEMA, variants)
}
